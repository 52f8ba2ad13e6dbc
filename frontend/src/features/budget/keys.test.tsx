import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { step } from "./keys";

it("goes through the fields and ends at the button that saves", () => {
  const { container } = render(
    <form>
      <input aria-label="number" />
      <input type="hidden" />
      <button type="button">x</button>
      <select aria-label="source" />
      <input aria-label="locked" disabled />
      <button type="submit" data-go>
        Save
      </button>
    </form>,
  );
  const form = container.querySelector("form") as HTMLFormElement;
  const [number, select] = [form.querySelector("input"), form.querySelector("select")];
  number?.focus();
  expect(step(form, number as Element, 1)).toBe(true);
  expect(document.activeElement).toBe(select);
  expect(step(form, select as Element, 1)).toBe(true);
  expect(document.activeElement?.textContent).toBe("Save");
  expect(step(form, document.activeElement as Element, 1)).toBe(false);
  expect(step(form, select as Element, -1)).toBe(true);
  expect(document.activeElement).toBe(number);
});
