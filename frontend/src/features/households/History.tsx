// A household's life: its class by year with the movement in words, and its events with what changed.
import { Anchor, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { areaQuery } from "@/api/queries";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, formatMoment, formatNumber } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge } from "@/ui/StatusBadge";
import { type Change, changesOf } from "./changes";
import classes from "./households.module.css";
import { type EventView, type HouseholdView, historyQuery, type YearView } from "./queries";
import { householdTexts, worded } from "./texts";
import { formatBirth } from "./words";

export function History({ household }: { household: HouseholdView }) {
  const t = useTexts(householdTexts);
  const history = useQuery(historyQuery(household.id));
  if (history.error) return <ProblemAlert error={history.error} />;
  return (
    <div className={classes.columns}>
      <section>
        <Title order={2} mb={6}>
          {t("years_title")}
        </Title>
        <Years years={history.data?.years} />
      </section>
      <section>
        <Title order={2} mb={6}>
          {t("events_title")}
        </Title>
        {history.data?.events.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("events_none")}
          </Text>
        )}
        <ol className={classes.events}>
          {history.data?.events.map((event) => (
            <Event key={event.at + event.kind + event.on} event={event} />
          ))}
        </ol>
      </section>
    </div>
  );
}

function Years({ years }: { years: readonly YearView[] | undefined }) {
  const t = useTexts(householdTexts);
  const movement = (year: YearView, index: number) => {
    if (year.movement) return worded(t, "mv", year.movement);
    const before = years?.[index + 1];
    if (!before) return t("mv_first");
    return year.class && year.class === before.class ? t("mv_stayed") : "–";
  };
  return (
    <DataTable<YearView>
      label={t("years_title")}
      rows={years}
      rowKey={(year) => String(year.year)}
      stt={false}
      empty={t("years_none")}
      columns={[
        { key: "year", head: t("year"), phone: "title", cell: (year) => <b>{year.year}</b> },
        {
          key: "class",
          head: t("class"),
          cell: (year) => (
            <span className={classes.classState}>
              <ClassBadge value={year.class ?? null} />
              {year.class && <span className={classes.quiet}>{worded(t, "state", year.state)}</span>}
            </span>
          ),
        },
        { key: "movement", head: t("movement"), cell: movement },
        { key: "b1", head: "B1", align: "right", cell: (year) => formatNumber(year.b1) },
        { key: "b2", head: "B2", align: "right", cell: (year) => formatNumber(year.b2) },
        { key: "commune", head: t("commune"), cell: (year) => year.commune?.name ?? "–" },
      ]}
    />
  );
}

/** The details of an event are free in the API's document: they are read with care. */
type Detail = Readonly<Record<string, unknown>>;

function textOf(detail: Detail, key: string): string | null {
  const value = detail[key];
  return typeof value === "string" && value !== "" ? value : null;
}

function Event({ event }: { event: EventView }) {
  const t = useTexts(householdTexts);
  const detail = (typeof event.detail === "object" && event.detail !== null ? event.detail : {}) as Detail;
  return (
    <li className={classes.event}>
      <b>{formatDate(event.on)}</b> · <EventTitle kind={event.kind} detail={detail} />
      <Text size="xs" c="dimmed">
        {[
          textOf(detail, "import") && t("ev_imported"),
          event.by ? t("ev_by", { name: event.by, at: formatMoment(event.at) }) : formatMoment(event.at),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {event.kind === "changed" && "fields" in detail && <Changes fields={detail.fields} />}
    </li>
  );
}

function EventTitle({ kind, detail }: { kind: string; detail: Detail }): ReactNode {
  const t = useTexts(householdTexts);
  const other = (key: string, text: string) => {
    const id = textOf(detail, key);
    return id ? (
      <Anchor component={Link} to={`/households/${id}`} inherit underline="always">
        {text}
      </Anchor>
    ) : null;
  };
  const found = textOf(detail, "class");
  const people = typeof detail.members === "number" ? detail.members : null;
  switch (kind) {
    case "created":
      return textOf(detail, "split_from") ? (
        <>
          {t("ev_created_split")} {other("split_from", t("ev_old_household"))}
        </>
      ) : (
        <>
          {t("ev_created")}
          {found && (
            <>
              , {t("ev_result")} <ClassBadge value={found} />
            </>
          )}
        </>
      );
    case "surveyed":
      return (
        <>
          {t("ev_surveyed")}
          {found && (
            <>
              , {t("ev_result")} <ClassBadge value={found} />
            </>
          )}
        </>
      );
    case "changed":
      return (
        <>
          {t("ev_changed")}
          {people !== null && `: ${t("ev_members", { count: people })}`}
        </>
      );
    case "moved":
      return (
        <>
          {t("ev_moved")} <FromTo from={textOf(detail, "from")} to={textOf(detail, "to")} />
          {textOf(detail, "document") &&
            `, ${t("ev_document", { document: textOf(detail, "document") ?? "" })}`}
        </>
      );
    case "split":
      return (
        <>
          {t("ev_split")}: {other("into", t("ev_new_household"))}
          {Array.isArray(detail.members) && ` (${t("people", { count: detail.members.length })})`}
        </>
      );
    case "merged":
      return textOf(detail, "into") ? (
        <>
          {t("ev_merged_into")}: {other("into", t("ev_other_household"))}
        </>
      ) : (
        <>
          {t("ev_merged_from")}: {other("from", t("ev_other_household"))}
        </>
      );
    case "dissolved":
      return (
        <>
          {t("ev_dissolved")}, {t("ev_reason", { reason: textOf(detail, "reason") ?? "–" })}
        </>
      );
    default:
      return kind;
  }
}

function FromTo({ from, to }: { from: string | null; to: string | null }) {
  const t = useTexts(householdTexts);
  const [a, b] = [useAreaName(from), useAreaName(to)];
  return from === to ? t("ev_within", { name: a }) : t("ev_from_to", { from: a, to: b });
}

/** The name of a unit by its id; the id until it is loaded. */
function useAreaName(id: string | null): string {
  const { today } = usePlace();
  const area = useQuery({ ...areaQuery(id ?? "", today), enabled: id !== null });
  return area.data?.name ?? id ?? "–";
}

function Changes({ fields }: { fields: unknown }) {
  const t = useTexts(householdTexts);
  const changes = changesOf(fields);
  if (changes.length === 0) return <div className={classes.quiet}>{t("ev_no_change")}</div>;
  return (
    <ul>
      {changes.map((change) => (
        <li key={`${change.member ?? ""} ${change.field}`}>
          <ChangeText change={change} />
        </li>
      ))}
    </ul>
  );
}

function ChangeText({ change }: { change: Change }) {
  const t = useTexts(householdTexts);
  const before = useValue(change, change.before);
  const after = useValue(change, change.after);
  if (change.field === "added") {
    const relation = worded(t, "rel", String(change.after));
    return <>{t("ev_member_added", { name: change.member ?? "", relation })}</>;
  }
  if (change.field === "citizen_id") return <>{t("ev_citizen_id_changed", { name: change.member ?? "" })}</>;
  const field = worded(t, "field", change.field);
  return change.member
    ? t("ev_member_field", { name: change.member, field, before, after })
    : t("ev_field", { field, before, after });
}

/** A changed value as people read it. */
function useValue(change: Change, value: unknown): string {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const village = useAreaName(change.field === "village_id" && typeof value === "string" ? value : null);
  if (value === null || value === undefined || value === "") return t("empty");
  const text = String(value);
  switch (change.field) {
    case "village_id":
      return village;
    case "sex":
      return text === "male" ? t("male") : t("female");
    case "relation":
      return worded(t, "rel", text);
    case "left_reason":
      return worded(t, "left", text);
    case "left_on":
      return formatDate(text);
    case "birth": {
      const [date, precision] = text.split(" ");
      return formatBirth(date, precision);
    }
    case "insured":
      return value ? common("yes") : common("no");
    default:
      return text;
  }
}
