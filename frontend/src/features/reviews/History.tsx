// All that was done with a round: when it happened, when it was due, when and by whom it was entered.
import { Anchor, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, formatMoment } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { worded } from "@/ui/worded";
import { eventsQuery } from "./cases/queries";
import { daysBetween, localDay } from "./days";
import { folded } from "./folded";
import type { RoundDetail, RoundEventView } from "./queries";
import classes from "./reviews.module.css";
import { type ReviewTranslate, reviewTexts } from "./texts";
import { stepName } from "./words";

export function History({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const events = useQuery(eventsQuery(round.id));
  if (events.error) return <ProblemAlert error={events.error} />;
  if (!events.data) return <Loader size="sm" role="status" aria-label={common("loading")} />;
  return (
    <section className={classes.part} aria-label={t("tab_history")}>
      <DataTable
        label={t("tab_history")}
        rows={folded(events.data)}
        rowKey={(event) => `${event.at} ${event.act} ${JSON.stringify(event.detail)}`}
        stt={false}
        columns={[
          {
            key: "on",
            head: t("happened_on"),
            nowrap: true,
            cell: (event) => formatDate(event.on),
          },
          {
            key: "act",
            head: t("what"),
            width: "46%",
            phone: "title",
            cell: (event) => (
              <>
                <b>{worded(t, "act", event.act)}</b>
                {event.from !== event.to && event.act !== "open" && (
                  <span className={classes.moved}> → {stepName(t, round, event.to)}</span>
                )}
                <Detail round={round} event={event} />
              </>
            ),
          },
          {
            key: "due",
            phone: "hide",
            head: t("due"),
            nowrap: true,
            cell: (event) => {
              const moved = event.from !== event.to && event.due_on;
              if (!moved || !event.due_on) return "";
              const late = daysBetween(event.due_on, event.on);
              return (
                <>
                  {formatDate(event.due_on)}
                  {late > 0 && <small className={classes.red}> {t("late_by", { count: late })}</small>}
                </>
              );
            },
          },
          { key: "by", head: t("by"), cell: (event) => event.by ?? "–" },
          {
            key: "at",
            head: t("entered_at"),
            cell: (event) => {
              const after = daysBetween(event.on, localDay(event.at));
              return (
                <>
                  {formatMoment(event.at)}
                  {after > 0 && (
                    <>
                      {" "}
                      <StatusBadge tone="warning">{t("entered_after", { count: after })}</StatusBadge>
                    </>
                  )}
                </>
              );
            },
          },
        ]}
      />
    </section>
  );
}

/** What there is to know of an event, and the household it is about. */
function Detail({ round, event }: { round: RoundDetail; event: RoundEventView }) {
  const t = useTexts(reviewTexts);
  const can = useCan();
  const { household } = event.detail as { household?: unknown };
  return (
    <span className={classes.detail}>
      {details(t, event)}{" "}
      {typeof household === "string" && can("view_households") && (
        <Anchor component={Link} to={`/reviews/${round.id}/cases/${household}`} inherit>
          {t("see_household")}
        </Anchor>
      )}
    </span>
  );
}

/** What an event's details say to people: numbers, reasons, how many. */
function details(t: ReviewTranslate, event: RoundEventView): string {
  const detail = event.detail as Record<string, unknown>;
  const text = (key: string) => (typeof detail[key] === "string" ? (detail[key] as string) : "");
  const number = (key: string) => (typeof detail[key] === "number" ? (detail[key] as number) : null);
  const households = number("households") ?? number("cases");
  const carried = number("carried");
  return [
    text("number"),
    text("note"),
    text("reason"),
    text("places"),
    number("percent") !== null && t("sample_of", { drawn: number("drawn") ?? 0, of: number("of") ?? 0 }),
    carried !== null
      ? t("votes_carried", { carried, total: households ?? 0 })
      : households !== null && t("households_count", { count: households }),
    text("outcome") && t(text("outcome") === "upheld" ? "upheld" : "rejected"),
    text("code") && `${t("public_code")} ${text("code")}`,
  ]
    .filter(Boolean)
    .join(" · ");
}
