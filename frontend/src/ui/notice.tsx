// A short word that something was done; it goes by itself and is read out.
import { Notification } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import { useCommon } from "@/i18n";

const STAYS_MS = 5000;

interface Notice {
  id: number;
  text: string;
}

let notices: readonly Notice[] = [];
let next = 1;
const listeners = new Set<() => void>();

function set(changed: readonly Notice[]): void {
  notices = changed;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  set(notices.filter((notice) => notice.id !== id));
}

/** Tells that something was done. */
export function notify(text: string): void {
  const id = next++;
  set([...notices, { id, text }]);
  setTimeout(() => dismiss(id), STAYS_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function NoticeArea() {
  const t = useCommon();
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <div role="status" aria-live="polite" style={{ position: "fixed", right: 16, bottom: 72, zIndex: 500 }}>
      {shown.map((notice) => (
        <Notification
          key={notice.id}
          icon={<IconCheck size={18} aria-hidden />}
          mt="xs"
          onClose={() => dismiss(notice.id)}
          closeButtonProps={{ "aria-label": t("close") }}
        >
          {notice.text}
        </Notification>
      ))}
    </div>
  );
}
