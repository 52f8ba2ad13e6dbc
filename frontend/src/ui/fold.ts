// Vietnamese without accents, for finding what was typed quickly.

/** "Xã Đồng Đăng" as "xa dong dang". */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}
