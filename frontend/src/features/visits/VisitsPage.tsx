// The visits of a year: the plan they follow, as a list and as a calendar.
import { Anchor, Button, CloseButton, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconCalendarShare, IconClockExclamation, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { fold } from "@/ui/fold";
import { NOTHING } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { CalendarDialog } from "./CalendarDialog";
import { missed } from "./months";
import { type Plan, plansQuery, type Visit, visitsQuery } from "./queries";
import { KINDS, STATES, type VisitsSearch } from "./routes";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { days, useKindName, Views, VisitState } from "./words";
import { YearCalendar } from "./YearCalendar";

const route = getRouteApi("/shell/visits");

export function VisitsPage() {
  const can = useCan();
  // Who only answers recommendations has no list of visits.
  return can("view_visits") ? <Year /> : <Navigate to="/recommendations" replace />;
}

function Year() {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const can = useCan();
  const { areaId, area, year } = usePlace();
  const [sharing, setSharing] = useState(false);
  const filter = { ...(areaId ? { area: areaId } : {}), year };
  const visits = useQuery(visitsQuery(filter));
  const plans = useQuery(plansQuery(filter));
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle", { area: area?.name ?? common("nation"), year })}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconCalendarShare size={18} aria-hidden />}
              onClick={() => setSharing(true)}
            >
              {t("calendar_link")}
            </Button>
            {can("conduct_visits") && (
              <Button component={Link} to="/visits/new" leftSection={<IconPlus size={18} aria-hidden />}>
                {t("new")}
              </Button>
            )}
          </>
        }
      />
      <Views />
      <Plans plans={plans.data} error={plans.error} />
      <Made visits={visits.data} error={visits.error} plans={plans.data ?? []} />
      {sharing && <CalendarDialog onClose={() => setSharing(false)} />}
    </>
  );
}

/** The yearly plans of the area: how far each is. */
function Plans({ plans, error }: { plans: readonly Plan[] | undefined; error: unknown }) {
  const t = useTexts(visitTexts);
  const can = useCan();
  const { year, today } = usePlace();
  if (error) return <ProblemAlert error={error} />;
  if (!plans) return null;
  return (
    <section className={classes.plans} aria-label={t("plans")}>
      {plans.map((plan) => {
        const late = plan.items.filter((line) => missed(line, plan.year, today)).length;
        return (
          <Link
            key={plan.id}
            to="/visits/plans/$id"
            params={{ id: plan.id } as never}
            className={classes.plan}
          >
            <b>{plan.title}</b>
            <span className={classes.planLine}>
              <StatusBadge tone={plan.state === "issued" ? "good" : "neutral"}>
                {t(`plan_${plan.state}`)}
              </StatusBadge>
              <span>{plan.area?.name}</span>
              <span>{t("plan_made", { made: plan.done, count: plan.units })}</span>
              {late > 0 && plan.state === "issued" && (
                <span className={classes.late}>
                  <IconClockExclamation size={14} aria-hidden />
                  {t("plan_missed", { count: late })}
                </span>
              )}
            </span>
          </Link>
        );
      })}
      {plans.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("plans_none", { year })}
        </Text>
      )}
      {can("conduct_visits") && (
        <Anchor component={Link} to="/visits/plans/new" size="sm">
          {t("plan_new")}
        </Anchor>
      )}
    </section>
  );
}

function matches(visit: Visit, search: VisitsSearch, text: string): boolean {
  const { state, kind, q } = search;
  return (
    (!state || visit.state === state) &&
    (!kind || visit.kind === kind) &&
    (!q || fold(text).includes(fold(q.trim())))
  );
}

function Made(props: { visits: readonly Visit[] | undefined; error: unknown; plans: readonly Plan[] }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const can = useCan();
  const navigate = useNavigate();
  const kindName = useKindName();
  const place = usePlace();
  const { year } = place;
  const thisYear = Number(place.today.slice(0, 4));
  const search = route.useSearch();
  const { view, state, kind, q } = search;
  const go = (changed: Partial<VisitsSearch>) =>
    void navigate({ to: ".", search: (old) => ({ ...old, ...changed }), replace: true });
  const found = props.visits?.filter((visit) =>
    matches(visit, search, [visit.number, visit.title, ...visit.areas.map((area) => area.name)].join(" ")),
  );
  const filtered = state !== undefined || kind !== undefined || q !== undefined;
  return (
    <section aria-label={t("view_visits")}>
      <div className={classes.filters}>
        <TextInput
          aria-label={common("search")}
          placeholder={t("search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            q && (
              <CloseButton size="sm" aria-label={common("area_clear")} onClick={() => go({ q: undefined })} />
            )
          }
          value={q ?? ""}
          onChange={(event) => go({ q: event.currentTarget.value || undefined })}
          className={classes.search}
          autoComplete="off"
        />
        <NativeSelect
          aria-label={t("state")}
          value={state ?? ""}
          onChange={(event) => go({ state: STATES.find((one) => one === event.currentTarget.value) })}
          data={[
            { value: "", label: t("any_state") },
            ...STATES.map((one) => ({ value: one, label: t(`state_${one}`) })),
          ]}
        />
        <NativeSelect
          aria-label={t("kind")}
          value={kind ?? ""}
          onChange={(event) => go({ kind: KINDS.find((one) => one === event.currentTarget.value) })}
          data={[
            { value: "", label: t("any_kind") },
            ...KINDS.map((one) => ({ value: one, label: t(`kind_${one}`) })),
          ]}
        />
        <div className={classes.switch}>
          {([undefined, "calendar"] as const).map((one) => (
            <Link
              key={one ?? "list"}
              to="."
              search={((old: object) => ({ ...old, view: one })) as never}
              aria-current={view === one ? "true" : undefined}
            >
              {t(one ? "as_calendar" : "as_list")}
            </Link>
          ))}
        </div>
      </div>
      {view === "calendar" ? (
        <>
          <ProblemAlert error={props.error} />
          <YearCalendar year={year} visits={found ?? []} plans={filtered ? [] : props.plans} />
        </>
      ) : (
        <DataTable<Visit>
          label={t("view_visits")}
          rows={found}
          rowKey={(visit) => visit.id}
          error={props.error}
          onOpen={(visit) => void navigate({ to: "/visits/$id", params: { id: visit.id } as never })}
          empty={
            filtered ? (
              <EmptyState title={t("none_found")} text={t("none_found_text")} />
            ) : (
              <EmptyState
                title={t("none", { year })}
                text={t(can("conduct_visits") ? "none_text" : "none_text_other")}
                action={
                  year !== thisYear && (
                    <Button variant="default" onClick={() => place.go({ year: thisYear })}>
                      {t("see_year", { year: thisYear })}
                    </Button>
                  )
                }
              />
            )
          }
          columns={[
            {
              key: "name",
              head: t("visit"),
              phone: "title",
              cell: (visit) => (
                <>
                  <Anchor component={Link} to="/visits/$id" params={{ id: visit.id } as never} inherit>
                    {visit.title}
                  </Anchor>
                  <div className={classes.small}>
                    {visit.number} · {kindName(visit)}
                  </div>
                </>
              ),
            },
            {
              key: "days",
              head: t("days"),
              nowrap: true,
              cell: (visit) => days(visit.starts_on, visit.ends_on),
            },
            {
              key: "areas",
              head: t("areas"),
              cell: (visit) => visit.areas.map((area) => area.name).join(", "),
            },
            {
              key: "state",
              head: t("state"),
              cell: (visit) => (
                <>
                  <VisitState state={visit.state} />
                  {visit.late && (
                    <div className={classes.late}>
                      <IconClockExclamation size={14} aria-hidden />
                      {t("visit_late")}
                    </div>
                  )}
                </>
              ),
            },
            {
              key: "team",
              head: t("mandate"),
              phone: "hide",
              cell: (visit) => visit.mandate?.number ?? NOTHING,
            },
          ]}
        />
      )}
    </section>
  );
}
