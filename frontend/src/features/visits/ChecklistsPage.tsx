// The checklists that visits follow: their questions, as they hold today.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, inLanguage, NOTHING } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { type ChecklistView, checklistsQuery, type Question, type Value } from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { Views } from "./words";

const route = getRouteApi("/shell/visits/checklists");

export function ChecklistsPage() {
  const t = useTexts(visitTexts);
  const { today } = usePlace();
  const { code } = route.useSearch();
  const found = useQuery(checklistsQuery(today));
  const chosen = found.data?.find((one) => one.checklist.code === code) ?? found.data?.[0];
  return (
    <>
      <PageHeader title={t("checklists_title")} subtitle={t("checklists_subtitle")} />
      <Views />
      <ProblemAlert error={found.error} />
      {found.isPending && <Pending />}
      <div className={classes.pick}>
        {found.data?.map((one) => (
          <Link
            key={one.checklist.code}
            to="/visits/checklists"
            search={((old: object) => ({ ...old, code: one.checklist.code })) as never}
            aria-current={one === chosen ? "true" : undefined}
          >
            {inLanguage(one.checklist.name)}
          </Link>
        ))}
      </div>
      {chosen && <Questions view={chosen} />}
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
