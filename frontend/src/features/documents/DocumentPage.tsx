// One document, laid out as officers know it: office and number, place and date, title, then what it says.
import { Anchor, Button, Text, Title } from "@mantine/core";
import { IconPencil, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Pending } from "@/app/pages";
import { type Translate, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { Facts } from "@/ui/Facts";
import { formatDate, formatMoney, formatNumber, formatPercent } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./documents.module.css";
import { Files } from "./Files";
import { type Budget, issued, numberOf, type Plan, planOf, summaryOf, withDates } from "./plan";
import { type DocumentDetail, type DocumentRef, documentQuery } from "./queries";
import { documentTexts, worded } from "./texts";

const route = getRouteApi("/shell/documents/$id");
/** How a date is called, by how precisely it is known. */
const PLACE_DATE = ["place_year", "place_month", "place_day"] as const;

export function DocumentPage() {
  const { id } = route.useParams();
  const found = useQuery(documentQuery(id));
  if (found.error) return <ProblemAlert error={found.error} />;
  if (!found.data) return <Pending />;
  return <Document document={found.data} plan={planOf(found.data.body)} />;
}

function Document({ document, plan }: { document: DocumentDetail; plan: Plan }) {
  const t = useTexts(documentTexts);
  const number = numberOf(document.number);
  const dated = PLACE_DATE[document.issued_on.split("-").length - 1] ?? "place_day";
  const facts: [string, ReactNode][] = [];
  if (document.area) facts.push([t("area"), document.area.name]);
  if (plan.programmeItem) facts.push([t("programme_item"), itemNamed(plan.programmeItem, t)]);
  if (plan.fiscalYear !== null) facts.push([t("fiscal_year"), plan.fiscalYear]);
  if (plan.period) {
    const { from, to } = plan.period;
    facts.push([t("period"), t("period_from_to", { from: formatDate(from), to: formatDate(to) })]);
  }
  if (document.plan_id) {
    facts.push([
      t("kind_plan"),
      <Anchor key="plan" component={Link} to={`/plans/${document.plan_id}`} inherit>
        {t("open_plan")}
      </Anchor>,
    ]);
  }
  const summary = summaryOf(document.body);
  const parts = [plan.legalBases, plan.purposes, plan.subjects, plan.activities, plan.recipients];
  const empty =
    !summary &&
    parts.every((part) => part.length === 0) &&
    plan.budget.length === 0 &&
    plan.responsible.length === 0;
  return (
    <article className={classes.document}>
      <div className={classes.letterhead}>
        <div>
          <div className={classes.issuer}>{document.issuer}</div>
          {number && <div>{t("number_line", { number })}</div>}
        </div>
        <div className={classes.date}>
          {plan.place
            ? t(dated, { place: plan.place, date: issued(document.issued_on) })
            : issued(document.issued_on)}
        </div>
      </div>
      <PageHeader
        title={document.title}
        subtitle={worded(t, "kind", document.kind)}
        back={{ to: "/documents", label: t("title") }}
        actions={
          <>
            {document.allowed.includes("change") && (
              <Button
                component={Link}
                to={`/documents/${document.id}/edit`}
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
              >
                {t("edit")}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} aria-hidden />}
              onClick={() => window.print()}
            >
              {t("print")}
            </Button>
          </>
        }
      />
      {document.replaced && (
        <p className={classes.replaced}>
          <StatusBadge tone="warning">{t("replaced")}</StatusBadge>
        </p>
      )}
      {facts.length > 0 && <Facts facts={facts} />}
      {summary && <p className={classes.summary}>{summary}</p>}
      <Points title={t("legal_bases")} points={plan.legalBases.map(withDates)} />
      <Points title={t("purposes")} points={plan.purposes} numbered />
      <Points title={t("subjects")} points={plan.subjects} />
      <Points title={t("activities")} points={plan.activities} numbered />
      {plan.budget.length > 0 && <Money budget={plan.budget} total={plan.total} />}
      {plan.responsible.length > 0 && (
        <section>
          <Title order={2}>{t("responsible")}</Title>
          <DataTable
            label={t("responsible")}
            rows={plan.responsible}
            rowKey={(one) => one.office + one.role}
            columns={[
              { key: "office", head: t("office"), phone: "title", width: "40%", cell: (one) => one.office },
              { key: "role", head: t("role"), phone: "text", cell: (one) => one.role },
            ]}
          />
        </section>
      )}
      {empty && (
        <Text size="sm" c="dimmed" mt="md">
          {t("nothing")}
        </Text>
      )}
      <Relations document={document} />
      <Files document={document} />
      <div className={classes.foot}>
        <Points title={t("recipients")} points={plan.recipients} />
        {plan.signed && <div className={classes.signed}>{plan.signed}</div>}
      </div>
    </article>
  );
}

const RELATIONS = ["replaced_by", "amended_by", "replaces", "amends", "based_on"] as const;

function Relations({ document }: { document: DocumentDetail }) {
  const t = useTexts(documentTexts);
  const named = (one: DocumentRef) =>
    [worded(t, "kind", one.kind), numberOf(one.number), `(${issued(one.issued_on)})`]
      .filter(Boolean)
      .join(" ");
  if (RELATIONS.every((relation) => document[relation].length === 0)) return null;
  return (
    <section>
      <Title order={2}>{t("relations")}</Title>
      {RELATIONS.filter((relation) => document[relation].length > 0).map((relation) => (
        <div key={relation} className={classes.relation}>
          <b>{t(relation)}</b>
          <ul className={classes.points}>
            {document[relation].map((one) => (
              <li key={one.id}>
                <Anchor component={Link} to={`/documents/${one.id}`} inherit underline="always">
                  {named(one)}
                </Anchor>
                : {one.title}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** "Dự án 7, Tiểu dự án 2" out of DA7/TDA2; another code as it is. */
function itemNamed(code: string, t: Translate<"project" | "subproject">): string {
  const [, project, sub] = code.match(/^DA(\d+)(?:\/TDA(\d+))?$/) ?? [];
  if (!project) return code;
  return sub ? t("subproject", { project, sub }) : t("project", { project });
}

function Points({
  title,
  points,
  numbered,
}: {
  title: string;
  points: readonly string[];
  numbered?: boolean;
}) {
  if (points.length === 0) return null;
  const List = numbered ? "ol" : "ul";
  return (
    <section>
      <Title order={2}>{title}</Title>
      <List className={classes.points}>
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </List>
    </section>
  );
}

/** The budget by source. The total is the sum; where the document states another, that is said. */
function Money({ budget, total }: { budget: readonly Budget[]; total: number | null }) {
  const t = useTexts(documentTexts);
  const sum = budget.reduce((all, one) => all + one.vnd, 0);
  return (
    <section>
      <Title order={2}>{t("budget")}</Title>
      <DataTable<Budget>
        label={t("budget")}
        rows={budget}
        rowKey={(one) => one.source}
        lines
        columns={[
          {
            key: "source",
            head: t("source"),
            cell: (one) => worded(t, "source", one.source),
            total: t("total"),
          },
          {
            key: "amount",
            head: t("amount"),
            unit: t("unit_vnd"),
            align: "right",
            cell: (one) => formatNumber(one.vnd),
            total: formatNumber(sum),
          },
          {
            key: "share",
            head: t("share"),
            unit: "%",
            align: "right",
            cell: (one) => formatPercent(sum > 0 ? (one.vnd * 100) / sum : null).replace(/\u00a0%$/, ""),
            total: formatPercent(sum > 0 ? 100 : null).replace(/\u00a0%$/, ""),
          },
        ]}
      />
      {total !== null && total !== sum && (
        <Text size="sm" mt={6}>
          {t("total_differs", { stated: formatMoney(total), sum: formatMoney(sum) })}
        </Text>
      )}
    </section>
  );
}
