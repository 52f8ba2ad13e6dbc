// Recommendations by their state: columns on a wide screen, one list a state on a phone.
import { IconClockExclamation } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Pending } from "@/app/pages";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { COLUMNS, columnsOf } from "./board";
import { recommendationsQuery } from "./queries";
import { RecommendationCard } from "./RecommendationCard";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { Views } from "./words";

const route = getRouteApi("/shell/recommendations");

export function BoardPage() {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const can = useCan();
  const { areaId, area } = usePlace();
  const { overdue } = route.useSearch();
  const found = useQuery(recommendationsQuery(areaId, !can("view_visits")));
  const all = found.data ?? [];
  const late = all.filter((one) => one.days_late > 0);
  const columns = columnsOf(overdue ? late : all);
  return (
    <>
      <PageHeader
        title={t("board_title")}
        subtitle={t("board_subtitle", { area: area?.name ?? common("nation") })}
      />
      <Views />
      <ProblemAlert error={found.error} />
      {found.isPending && <Pending />}
      {found.data && (
        <>
          <p className={classes.boardHead}>
            <span>{t("board_count", { count: all.length })}</span>
            {(late.length > 0 || overdue) && (
              <Link
                to="."
                search={((old: object) => ({ ...old, overdue: overdue ? undefined : "1" })) as never}
                className={classes.lateOnly}
                aria-current={overdue ? "true" : undefined}
              >
                <IconClockExclamation size={15} aria-hidden />
                {t(overdue ? "board_all" : "board_late", { count: late.length })}
              </Link>
            )}
          </p>
          {all.length === 0 ? (
            <EmptyState title={t("board_none")} text={t("board_none_text")} />
          ) : (
            <div className={classes.board}>
              {COLUMNS.map((column) => (
                <section
                  key={column}
                  className={classes.column}
                  data-column={column}
                  aria-label={t(`rec_${column}`)}
                >
                  <h2>
                    {t(`rec_${column}`)} <small>{formatNumber(columns[column].length)}</small>
                  </h2>
                  {columns[column].length === 0 && <p className={classes.small}>{t("column_none")}</p>}
                  {columns[column].map((one) => (
                    <RecommendationCard key={one.id} recommendation={one} />
                  ))}
                </section>
              ))}
            </div>
          )}
        </>
      )}
    </>
  );
}
