import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { Pick } from "./Pick";

beforeAll(() => {
  // What jsdom lacks and Mantine asks for.
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  Element.prototype.scrollIntoView = () => {};
});
afterEach(cleanup);

const communes = [
  { value: "06463", label: "Xã Lộc Bình" },
  { value: "06154", label: "Xã Văn Lãng" },
];

function Form({
  data,
  onEnter,
  chosen,
}: {
  data: typeof communes;
  onEnter: () => void;
  chosen: (value: string) => void;
}): ReactNode {
  const [value, setValue] = useState("");
  const change = (next: string) => {
    setValue(next);
    chosen(next);
  };
  return (
    <MantineProvider env="test">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: stands for the form around */}
      <div onKeyDown={onEnter}>
        <Pick label="unit" value={value} onChange={change} data={data} />
      </div>
    </MantineProvider>
  );
}

/** Types a text, lets something happen, and presses Enter: what was chosen, and whether the form heard of it. */
function typed(text: string, first = communes, then = first) {
  const chosen = vi.fn();
  const onEnter = vi.fn();
  const form = (data: typeof communes) => <Form data={data} onEnter={onEnter} chosen={chosen} />;
  const { rerender } = render(form(first));
  const field = screen.getByRole("combobox");
  field.focus();
  fireEvent.change(field, { target: { value: text } });
  rerender(form(then));
  fireEvent.keyDown(field, { key: "Enter", code: "Enter" });
  return {
    chosen: chosen.mock.calls.at(-1)?.[0],
    went: onEnter.mock.calls.length,
    shows: (field as HTMLInputElement).value,
  };
}

it("takes the first that fits, accents not needed", () => {
  expect(typed("van lang")).toEqual({ chosen: "06154", went: 1, shows: "Xã Văn Lãng" });
});

it("takes it too where the list came after the typing", () => {
  expect(typed("van lang", [], communes)).toEqual({ chosen: "06154", went: 1, shows: "Xã Văn Lãng" });
});

it("stays where nothing fits or nothing has come yet, and keeps what was typed", () => {
  expect(typed("ha noi")).toEqual({ chosen: undefined, went: 0, shows: "ha noi" });
  screen.getByText("Không có mục nào khớp. Hãy gõ từ khác.");
  cleanup();
  expect(typed("van lang", [])).toEqual({ chosen: undefined, went: 0, shows: "van lang" });
});
