// Searching while somebody types: once he pauses, and only if he is still on the page he typed on.
import { useDebouncedCallback } from "@mantine/hooks";
import { useRouter } from "@tanstack/react-router";
import { useRef } from "react";

const TYPING_MS = 300;

/** Calls `find` with the text after a pause. A page that is left before that stays mounted while the next one loads:
 *  then `find`, which changes the address, would bring the person back. */
export function useTyping(find: (text: string) => void): (text: string) => void {
  const router = useRouter();
  const page = useRef("");
  const later = useDebouncedCallback((text: string) => {
    if (router.latestLocation.pathname === page.current) find(text);
  }, TYPING_MS);
  return (text) => {
    page.current = router.latestLocation.pathname;
    later(text);
  };
}
