// Opens the review: from above for all communes of an area, during the year by a commune for itself. Says what came
// of it, and which households nobody took over.
import {
  Alert,
  Anchor,
  Button,
  Group,
  Modal,
  NativeSelect,
  Radio,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { DataTable } from "@/ui/DataTable";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, formatNumber, inLanguage, parseDate } from "@/ui/format";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { proceduresQuery } from "./cases/queries";
import { type OpenedView, type Procedure, roundChanged } from "./queries";
import classes from "./reviews.module.css";
import type { Kind } from "./routes";
import { reviewTexts } from "./texts";
import { useDraft } from "./useDraft";

interface Typed {
  area: PickedArea | null;
  kind: Kind;
  year: string;
  opens_on: string;
  closes_on: string;
  document: string;
  /** By the step's code. */
  schedule: Record<string, string>;
}

const NARROW = { input: { maxWidth: 180 } };

/** Pointers whose errors stand at their fields. */
const SHOWN = ["/area", "/kind", "/year", "/opens_on", "/closes_on", "/document"];

export function OpenDialog({ onClose }: { onClose: () => void }) {
  const common = useCommon();
  const t = useTexts(reviewTexts);
  const [opened, setOpened] = useState<OpenedView | null>(null);
  return (
    <Modal
      opened
      onClose={() => {
        // Escape is for the choice of an area alone while that stands in front.
        if (document.querySelectorAll("[role=dialog]").length < 2) onClose();
      }}
      title={t("open")}
      size={620}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {opened ? (
        <Opened opened={opened} onClose={onClose} />
      ) : (
        <Form onClose={onClose} onOpened={setOpened} />
      )}
    </Modal>
  );
}

/** The kinds the user can open: each year's from above, during the year a commune's own. */
function useKinds(): Kind[] {
  const me = useMe();
  const communes = me.grants.some((grant) => grant.area?.level === "commune");
  const above = me.grants.some((grant) => grant.area?.level !== "commune" && grant.area?.level !== "village");
  return [...(above ? (["yearly"] as const) : []), ...(communes ? (["during_year"] as const) : [])];
}

/** The version of the procedure in force on a day. */
function inForce(all: readonly Procedure[] | undefined, kind: Kind, day: string): Procedure | undefined {
  return all?.find((one) => one.kind === kind && one.valid_from <= day && day <= one.valid_to);
}

/** The first day of the year's window that is not after today; today where there is no window. */
function firstDay(procedure: Procedure | undefined, year: string, today: string): string {
  const first = procedure?.window ? `${year}-${procedure.window.opens}` : today;
  const last = procedure?.window ? `${year}-${procedure.window.closes}` : today;
  return today >= first && today <= last ? today : last < today ? last : first;
}

function Form({ onClose, onOpened }: { onClose: () => void; onOpened: (opened: OpenedView) => void }) {
  const common = useCommon();
  const t = useTexts(reviewTexts);
  const { today, area: here, year, go } = usePlace();
  const me = useMe();
  const home = homeOf(me);
  const kinds = useKinds();
  const client = useQueryClient();
  const procedures = useQuery(proceduresQuery);
  const thisYear = today.slice(0, 4);
  const fresh: Typed = {
    area: kinds[0] === "during_year" ? home : here?.level === "village" ? home : (here ?? home),
    kind: kinds[0] ?? "yearly",
    year: thisYear,
    opens_on: "",
    closes_on: "",
    document: "",
    schedule: {},
  };
  const { value, set, clear } = useDraft<Typed>("opening", fresh);
  const [asked, setAsked] = useState(false);
  const proposed = firstDay(inForce(procedures.data, value.kind, today), value.year, today);
  const opensText = value.opens_on === "" ? formatDate(proposed) : value.opens_on;
  const opens = parseDate(opensText);
  const closes = parseDate(value.closes_on);
  const procedure = inForce(procedures.data, value.kind, opens ?? today);
  const schedule = Object.entries(value.schedule).filter(
    ([code, text]) => text.trim() !== "" && procedure?.steps.some((step) => step.code === code),
  );
  const badDates = schedule.filter(([, text]) => !parseDate(text)).map(([code]) => code);
  const save = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/review-rounds", {
          body: {
            area: value.area?.id ?? "",
            year: Number(value.year),
            kind: value.kind,
            opens_on: opens ?? "",
            closes_on: closes,
            document: value.document.trim() || null,
            schedule: Object.fromEntries(schedule.map(([code, text]) => [code, parseDate(text) ?? ""])),
          },
        }),
      ),
    onSuccess: async (made) => {
      clear();
      // What was opened is to be seen behind the dialog.
      if (Number(value.year) !== year) go({ year: Number(value.year) });
      onOpened(made);
      await roundChanged(client);
    },
  });
  const problem = asProblem(save.error);
  const badClose = value.closes_on.trim() !== "" && !closes;
  const complete = value.area && opens && !badClose && badDates.length === 0;
  const years = [thisYear, String(Number(thisYear) - 1)];
  return (
    <FormPage
      submit={t("open_do")}
      busy={save.isPending}
      error={save.error}
      shown={[...SHOWN, ...(procedure?.steps ?? []).map((step) => `/schedule/${step.code}`)]}
      onCancel={onClose}
      width={620}
      onSubmit={() => {
        setAsked(true);
        if (complete) save.mutate();
      }}
    >
      {kinds.length > 1 ? (
        <Radio.Group
          label={t("kind")}
          value={value.kind}
          onChange={(kind) => set({ kind: kind as Kind, schedule: {} })}
        >
          <Group mt={4}>
            {kinds.map((kind) => (
              <Radio key={kind} value={kind} label={t(`kind_${kind}`)} />
            ))}
          </Group>
        </Radio.Group>
      ) : (
        <Text size="sm" c="dimmed">
          {t(`open_hint_${value.kind}`)}
        </Text>
      )}
      <AreaPicker
        field
        required
        label={t(value.kind === "yearly" ? "open_area" : "open_commune")}
        value={value.area}
        on={opens && opens <= today ? opens : today}
        home={home}
        {...(value.kind === "during_year" ? { level: "commune" as const } : {})}
        {...(home ? { within: home.id } : {})}
        onChange={(area) => set({ area })}
        error={asked && !value.area ? common("required") : problem?.at("/area")}
      />
      <div className={classes.pair}>
        <NativeSelect
          label={t("year_of")}
          data={years}
          value={value.year}
          onChange={(event) => set({ year: event.currentTarget.value })}
          error={problem?.at("/year")}
        />
        <TextInput
          label={`${t("document")} (${common("optional")})`}
          placeholder="120/KH-UBND"
          maxLength={200}
          value={value.document}
          onChange={(event) => set({ document: event.currentTarget.value })}
          error={problem?.at("/document")}
        />
        <DateField
          maw={280}
          styles={NARROW}
          label={t("opens_on")}
          withAsterisk
          value={opensText}
          onChange={(opens_on) => set({ opens_on })}
          error={asked && !opens ? t("bad_date") : problem?.at("/opens_on")}
        />
        <DateField
          maw={280}
          styles={NARROW}
          label={`${t("closes_on")} (${common("optional")})`}
          {...(procedure?.window
            ? { placeholder: formatDate(`${value.year}-${procedure.window.closes}`) }
            : {})}
          value={value.closes_on}
          onChange={(closes_on) => set({ closes_on })}
          error={asked && badClose ? t("bad_date") : problem?.at("/closes_on")}
        />
      </div>
      {procedure && (
        <details className={classes.schedule} open={schedule.length > 0 || undefined}>
          <summary>{t("schedule")}</summary>
          <Group gap="xs" my={6}>
            <Text size="sm" c="dimmed">
              {t("schedule_hint")}
            </Text>
            {!procedure.verified && <UnverifiedBadge />}
          </Group>
          {procedure.steps.map((step) => (
            <div key={step.code} className={classes.scheduleRow}>
              <div>
                <Text size="sm" fw={500}>
                  {inLanguage(step.name)}
                </Text>
                <Text size="xs" c="dimmed">
                  {step.due.month_day
                    ? t("proposed_day", { date: formatDate(`${value.year}-${step.due.month_day}`) })
                    : step.due.working_days
                      ? t("proposed_days", { count: step.due.working_days })
                      : ""}
                  {step.due.source.article && ` · ${step.due.source.document}, ${step.due.source.article}`}
                </Text>
              </div>
              <DateField
                aria-label={t("due_of", { step: inLanguage(step.name) })}
                value={value.schedule[step.code] ?? ""}
                onChange={(text) => set({ schedule: { ...value.schedule, [step.code]: text } })}
                error={
                  asked && badDates.includes(step.code)
                    ? t("bad_date")
                    : problem?.at(`/schedule/${step.code}`)
                }
              />
            </div>
          ))}
        </details>
      )}
    </FormPage>
  );
}

/** What was opened, and what is left to do by hand. */
function Opened({ opened, onClose }: { opened: OpenedView; onClose: () => void }) {
  const common = useCommon();
  const t = useTexts(reviewTexts);
  const { year } = usePlace();
  const left = opened.uncarried.reduce((sum, one) => sum + one.households, 0);
  return (
    <Stack gap="sm">
      <Alert
        color="forest"
        icon={<IconCircleCheck />}
        title={t("opened_rounds", { count: opened.rounds })}
        role="status"
      >
        <Text size="sm">
          {opened.cases === 0 && opened.round_id
            ? t("opened_none")
            : t("opened_cases", { count: opened.cases })}
        </Text>
        {opened.under_review > 0 && (
          <Text size="sm">{t("opened_under_review", { count: opened.under_review })}</Text>
        )}
        {opened.already > 0 && <Text size="sm">{t("opened_already", { count: opened.already })}</Text>}
      </Alert>
      {left > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title={t("uncarried", { count: left })}>
          <Text size="sm" mb="xs">
            {t("uncarried_text")}
          </Text>
          <DataTable
            label={t("uncarried", { count: left })}
            rows={opened.uncarried}
            rowKey={(one) => one.area?.id ?? "none"}
            lines
            maxHeight="240px"
            columns={[
              {
                key: "area",
                head: t("old_unit"),
                cell: (one) => (
                  <Anchor
                    component={Link}
                    to="/households"
                    search={{ area: one.area?.id, year: year - 1, class: "poor,near_poor" } as never}
                    inherit
                  >
                    {one.area?.name ?? "–"}
                  </Anchor>
                ),
              },
              {
                key: "households",
                head: t("households"),
                align: "right",
                cell: (one) => formatNumber(one.households),
              },
            ]}
          />
        </Alert>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {common("close")}
        </Button>
        {opened.round_id && (
          <Button component={Link} to={`/reviews/${opened.round_id}`} onClick={onClose}>
            {t("see_round")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
