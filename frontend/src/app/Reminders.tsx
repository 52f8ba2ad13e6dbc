// The bell: how much of what waits for the user is late. The list under it is loaded when it is first opened.
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { remindersQuery } from "@/api/queries";
import { useCommon } from "@/i18n";
import classes from "./Shell.module.css";

const ReminderList = lazy(() =>
  import("./ReminderList").then((module) => ({ default: module.ReminderList })),
);

export function Reminders() {
  const t = useCommon();
  const { data } = useQuery(remindersQuery);
  const [opened, setOpened] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const late = data?.late ?? 0;
  return (
    <>
      <button type="button" popoverTarget="reminders" className={classes.bell}>
        <IconBell size={22} stroke={1.6} aria-hidden />
        <span className={classes.hidden}>
          {t("reminders")}: {t("reminders_late", { count: late })}
        </span>
        {late > 0 && (
          <span className={classes.badge} aria-hidden>
            {late > 99 ? "99+" : late}
          </span>
        )}
      </button>
      <div
        ref={list}
        id="reminders"
        popover="auto"
        className={classes.reminders}
        onToggle={(event) => setOpened(event.newState === "open")}
      >
        {opened && (
          <Suspense>
            <ReminderList close={() => list.current?.hidePopover()} />
          </Suspense>
        )}
      </div>
    </>
  );
}
