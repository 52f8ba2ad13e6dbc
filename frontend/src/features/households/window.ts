// The rows of a long list that are on the screen: all rows are equally high, so no library has to measure them.
import { type RefObject, useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Rows from `first` up to before `last`. */
export interface Span {
  first: number;
  last: number;
}

/** Rows drawn above and below the screen, so that a fast scroll shows no gap. */
const AHEAD = 12;
/** The span moves by steps, so that most scroll events change nothing. */
const STEP = 6;

/** The rows in sight when the list begins `top` pixels below the screen's edge. */
export function spanOf(top: number, screen: number, row: number, count: number): Span {
  const first = Math.floor((-top / row - AHEAD) / STEP) * STEP;
  const last = Math.ceil(((screen - top) / row + AHEAD) / STEP) * STEP;
  const end = Math.min(Math.max(last, 0), count);
  return { first: Math.max(0, Math.min(first, end)), last: end };
}

/** The span of a list in the page, as the page scrolls. */
export function useSpan(list: RefObject<HTMLElement | null>, row: number, count: number): Span {
  const [span, setSpan] = useState<Span>({ first: 0, last: Math.min(count, 40) });
  useEffect(() => {
    let shown: Span | null = null;
    const look = () => {
      const box = list.current?.getBoundingClientRect();
      if (!box) return null;
      const next = spanOf(box.top, window.innerHeight, row, count);
      if (shown?.first === next.first && shown.last === next.last) return null;
      shown = next;
      return next;
    };
    // Drawn before the browser paints the scrolled page, else a fast scroll would show nothing for a moment.
    const follow = () => {
      const next = look();
      if (next) flushSync(() => setSpan(next));
    };
    const begin = look();
    if (begin) setSpan(begin);
    const options = { capture: true, passive: true };
    document.addEventListener("scroll", follow, options);
    window.addEventListener("resize", follow);
    return () => {
      document.removeEventListener("scroll", follow, options);
      window.removeEventListener("resize", follow);
    };
  }, [list, row, count]);
  return { first: Math.min(span.first, count), last: Math.min(span.last, count) };
}
