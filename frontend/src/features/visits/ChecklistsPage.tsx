// The checklists that visits follow: their questions, as they hold today and will hold; and changing them.
import { Alert, Anchor, Button, Text } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, inLanguage, NOTHING } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { ChecklistEditor } from "./ChecklistEditor";
import {
  type ChecklistView,
  checklistsQuery,
  editsChecklists,
  LAST_DAY,
  type Question,
  type Value,
} from "./queries";
import type { ChecklistsSearch } from "./routes";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { Views } from "./words";

const route = getRouteApi("/shell/visits/checklists");

export function ChecklistsPage() {
  const t = useTexts(visitTexts);
  const { today } = usePlace();
  const may = editsChecklists(useMe());
  const { code, edit } = route.useSearch();
  const found = useQuery(checklistsQuery(today));
  const last = useQuery(checklistsQuery(LAST_DAY));
  const [ahead, setAhead] = useState(false);
  // Those that only begin in time to come stand behind those that hold.
  const held = new Set(found.data?.map((one) => one.checklist.code));
  const all = [...(found.data ?? []), ...(last.data ?? []).filter((one) => !held.has(one.checklist.code))];
  const chosen = all.find((one) => one.checklist.code === code) ?? all[0];
  const newest = last.data?.find((one) => one.checklist.code === chosen?.checklist.code);
  const next = newest && chosen && newest.version > chosen.version ? newest : undefined;
  if (may && edit === "new") return <ChecklistEditor key="new" last={null} />;
  if (may && edit && newest) return <ChecklistEditor key={newest.checklist.code} last={newest} />;
  const to = (changed: ChecklistsSearch) =>
    ({ to: "/visits/checklists", search: ((old: object) => ({ ...old, ...changed })) as never }) as const;
  return (
    <>
      <PageHeader
        title={t("checklists_title")}
        subtitle={t("checklists_subtitle")}
        actions={
          may && (
            <>
              {newest && (
                <Button
                  component={Link}
                  {...to({ code: newest.checklist.code, edit: "1" })}
                  variant="default"
                  leftSection={<IconPencil size={16} aria-hidden />}
                >
                  {t("checklist_edit")}
                </Button>
              )}
              <Button
                component={Link}
                {...to({ edit: "new" })}
                leftSection={<IconPlus size={18} aria-hidden />}
              >
                {t("checklist_new")}
              </Button>
            </>
          )
        }
      />
      <Views />
      <ProblemAlert error={found.error ?? last.error} />
      {found.isPending && <Pending />}
      <div className={classes.pick}>
        {all.map((one) => (
          <Link
            key={one.checklist.code}
            {...to({ code: one.checklist.code })}
            aria-current={one === chosen ? "true" : undefined}
            onClick={() => setAhead(false)}
          >
            {inLanguage(one.checklist.name)}
          </Link>
        ))}
      </div>
      {next && (
        <Alert variant="light" mb="sm">
          {t("checklist_next", { date: formatDate(next.valid_from) })}{" "}
          <Anchor
            component="button"
            type="button"
            inherit
            underline="always"
            onClick={() => setAhead(!ahead)}
          >
            {t(ahead ? "checklist_see_present" : "checklist_see_next")}
          </Anchor>
        </Alert>
      )}
      {chosen && <Questions view={ahead && next ? next : chosen} />}
    </>
  );
}

function Questions({ view }: { view: ChecklistView }) {
  const { checklist } = view;
  const t = useTexts(visitTexts);
  const common = useCommon();
  const say = (question: Question, value: Value): string => {
    if (typeof value === "boolean") return common(value ? "yes" : "no");
    const option = question.options?.find((one) => one.code === value);
    return option ? inLanguage(option.text) : String(value);
  };
  const { legal } = checklist;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm" component="div">
        {t("checklist_from", { code: checklist.code, date: formatDate(view.valid_from) })}
        {" · "}
        {[legal.document, legal.article].filter(Boolean).join(", ")}{" "}
        {!checklist.verified && <UnverifiedBadge />}
        {legal.note && <div>{legal.note}</div>}
      </Text>
      <DataTable<Question>
        label={inLanguage(checklist.name)}
        rows={checklist.questions}
        rowKey={(question) => question.code}
        columns={[
          { key: "code", head: t("code"), nowrap: true, cell: (question) => question.code },
          {
            key: "text",
            head: t("question"),
            phone: "title",
            cell: (question) => (
              <>
                {inLanguage(question.text)}
                {question.required && <span className={classes.small}>{t("required_answer")}</span>}
              </>
            ),
          },
          {
            key: "answer",
            head: t("answer"),
            phone: "text",
            cell: (question) => (
              <>
                {t(`answer_${question.answer}`)}
                {question.options && question.options.length > 0 && (
                  <span className={classes.small}>
                    {question.options.map((one) => inLanguage(one.text)).join(" / ")}
                  </span>
                )}
              </>
            ),
          },
          {
            key: "note",
            head: t("needs_note"),
            cell: (question) =>
              question.needs_note_when == null
                ? NOTHING
                : t("needs_note_when", { answer: say(question, question.needs_note_when) }),
          },
          {
            key: "indicator",
            head: t("indicator"),
            cell: (question) =>
              question.indicator ? (
                <Link to={`/framework/indicator/${question.indicator}` as string}>{question.indicator}</Link>
              ) : (
                NOTHING
              ),
          },
        ]}
      />
    </>
  );
}
