import { expect, test } from "vitest";
import { readCell } from "./MembersForm";

test("words from a sheet become codes, with or without accents", () => {
  expect(readCell("relation", "Chủ hộ")).toBe("head");
  expect(readCell("relation", "vo")).toBe("spouse");
  expect(readCell("relation", "Cháu nội")).toBe("grandchild");
  expect(readCell("relation", "Con dâu")).toBe("child");
  expect(readCell("relation", "ở nhờ")).toBe("other");
  expect(readCell("sex", "NỮ")).toBe("female");
  expect(readCell("sex", "Nam")).toBe("male");
  expect(readCell("insured", "x")).toBe("yes");
  expect(readCell("insured", "Không")).toBe("no");
  expect(readCell("name", "Nông Văn An")).toBe("Nông Văn An");
});
