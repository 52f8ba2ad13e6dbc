import { expect, it } from "vitest";
import { faultOf, LIMIT_MB, looksLikePhoto } from "./photo";

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16]);
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10]);

it("knows photos by their content, whatever they are called", async () => {
  expect(looksLikePhoto(JPEG)).toBe(true);
  expect(looksLikePhoto(PNG)).toBe(true);
  expect(looksLikePhoto(new Uint8Array([0xff, 0xd8]))).toBe(false);
  expect(await faultOf(new Blob([JPEG]), true)).toBeNull();
  expect(await faultOf(new Blob(["%PDF-1.7"]), true)).toBe("no_photo");
  expect(await faultOf(new Blob(["%PDF-1.7"]), false)).toBeNull();
});

it("refuses what is empty or too large before it is sent", async () => {
  expect(await faultOf(new Blob([]), false)).toBe("empty");
  const large = { size: LIMIT_MB * 1024 * 1024 + 1 } as Blob;
  expect(await faultOf(large, true)).toBe("too_large");
});
