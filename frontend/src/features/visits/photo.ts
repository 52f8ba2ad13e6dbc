// Files of a visit before they are sent: what the server takes, told at once rather than after a slow upload.

/** What the server takes at most. */
export const LIMIT_MB = 20;
export const PHOTOS = "image/jpeg,image/png";
export const FILES = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx";

export type Fault = "empty" | "too_large" | "no_photo";

const STARTS = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47],
];

/** Whether the beginning of a file is that of a JPEG or PNG picture. */
export function looksLikePhoto(head: Uint8Array): boolean {
  return STARTS.some((start) => start.every((byte, i) => head[i] === byte));
}

/** Why a file can't be sent; null when it can. `photo`: it was given as one. */
export async function faultOf(file: Blob, photo: boolean): Promise<Fault | null> {
  if (file.size === 0) return "empty";
  if (file.size > LIMIT_MB * 1024 * 1024) return "too_large";
  if (photo && !looksLikePhoto(new Uint8Array(await file.slice(0, 4).arrayBuffer()))) return "no_photo";
  return null;
}
