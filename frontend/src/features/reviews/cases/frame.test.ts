import { expect, test } from "vitest";
import { frameCsv } from "./frame";

test("the frame has each household with its village, and no field breaks out", () => {
  const village = { id: "v1", code: "v1", level: "village", kind: "village", name: 'Thôn "Mới", khu 2' };
  const text = frameCsv([
    { household_id: "h1", village, head_name: "Nông Văn An", state: "read", sampled: true },
    { household_id: "h2", village: null, head_name: "=1+1", state: "listed", sampled: false },
  ]);
  expect(text).toBe(
    "\uFEFFhousehold_id,village_id,village,head_name,state,sampled\r\n" +
      'h1,v1,"Thôn ""Mới"", khu 2",Nông Văn An,read,1\r\n' +
      "h2,,,'=1+1,listed,0\r\n",
  );
});
