// An enumerator's own work on a phone: big rows by village, what waits first, and how far it is.
import { Progress, Text, Title } from "@mantine/core";
import { IconChevronRight, IconCircleCheck } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { Pending } from "@/app/pages";
import { useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./cases.module.css";
import { byVillage, type CaseFilter, undoneFirst, workOf } from "./filter";
import { type CaseView, casesQuery, type RoundDetail } from "./queries";
import { caseTexts } from "./texts";
import { StateChip, useIsOwn } from "./words";

/** All cases of a filter: one's own work is to be seen whole. */
export function useAllCases(round: string, filter: CaseFilter, enabled = true) {
  const list = useInfiniteQuery({ ...casesQuery(round, filter), enabled });
  const { hasNextPage, isFetching, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const cases = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  return { cases, error: list.error };
}

const MINE: CaseFilter = { enumerator: "me" };
const SAMPLE: CaseFilter = { sampled: true };

export function MyCases({ round }: { round: RoundDetail }) {
  const t = useTexts(caseTexts);
  const mine = useAllCases(round.id, MINE);
  const groups = useMemo(() => byVillage(mine.cases ?? []), [mine.cases]);
  if (mine.error) return <ProblemAlert error={mine.error} />;
  if (!mine.cases) return <Pending />;
  const total = mine.cases.length;
  const done = mine.cases.filter((item) => workOf(item) === "done").length;
  return (
    <div className={classes.mine}>
      {total === 0 ? (
        <EmptyState title={t("my_none")} text={t("my_none_text")} />
      ) : (
        <>
          <Text fw={600} mb={4}>
            {done === total ? t("my_all_done") : t("my_progress", { done, total })}
          </Text>
          <Progress
            value={(done / total) * 100}
            size="lg"
            mb="md"
            aria-label={t("my_progress", { done, total })}
          />
          {groups.map((group) => {
            const finished = group.cases.filter((item) => workOf(item) === "done").length;
            return (
              <section key={group.id} className={classes.myVillage}>
                <Title order={2} className={classes.myVillageHead}>
                  <span>{group.name ?? t("village_unknown")}</span>
                  <span className={classes.quiet}>
                    {t("surveyed_of", { done: finished, total: group.cases.length })}
                  </span>
                </Title>
                <ul className={classes.myRows}>
                  {undoneFirst(group.cases).map((item) => (
                    <MyRow key={item.household_id} round={round} item={item} />
                  ))}
                </ul>
              </section>
            );
          })}
        </>
      )}
      {round.allowed.includes("spot_check") && round.sampled && <MyChecks round={round} />}
    </div>
  );
}

function MyRow({ round, item }: { round: RoundDetail; item: CaseView }) {
  const t = useTexts(caseTexts);
  const work = workOf(item);
  const open = work !== "done" && round.allowed.includes("survey");
  const to = open ? "/reviews/$id/cases/$household/survey" : "/reviews/$id/cases/$household";
  return (
    <li>
      <Link
        to={to}
        params={{ id: round.id, household: item.household_id } as never}
        className={classes.myRow}
        data-work={work}
      >
        <span className={classes.myWho}>
          <b>{item.head_name}</b>
          <span className={classes.quiet}>
            {[item.address, t("people", { count: item.member_count })].filter(Boolean).join(" · ")}
          </span>
          {work === "again" && item.read_note && (
            <span className={classes.why}>{t("returned_because", { note: item.read_note })}</span>
          )}
        </span>
        <span className={classes.myDo}>
          {work === "done" ? (
            <StateChip state={item.state} />
          ) : (
            <span className={classes.doIt}>{t(`work_${work}`)}</span>
          )}
          {work === "done" ? (
            <IconCircleCheck size={20} aria-hidden />
          ) : (
            <IconChevronRight size={20} aria-hidden />
          )}
        </span>
      </Link>
    </li>
  );
}

/** The households of the sample that this user may visit a second time. */
function MyChecks({ round }: { round: RoundDetail }) {
  const t = useTexts(caseTexts);
  const isOwn = useIsOwn();
  const sample = useAllCases(round.id, SAMPLE);
  const waiting = (sample.cases ?? []).filter((item) => !item.check && item.class && !isOwn(item));
  if (sample.error) return <ProblemAlert error={sample.error} />;
  if (waiting.length === 0) return null;
  return (
    <section className={classes.myVillage}>
      <Title order={2} className={classes.myVillageHead}>
        {t("my_checks")}
      </Title>
      <Text size="sm" c="dimmed" mb={6}>
        {t("my_checks_hint")}
      </Text>
      <ul className={classes.myRows}>
        {waiting.map((item) => (
          <li key={item.household_id}>
            <Link
              to="/reviews/$id/cases/$household/check"
              params={{ id: round.id, household: item.household_id } as never}
              className={classes.myRow}
              data-work="check"
            >
              <span className={classes.myWho}>
                <b>{item.head_name}</b>
                <span className={classes.quiet}>{item.village?.name ?? t("village_unknown")}</span>
              </span>
              <span className={classes.myDo}>
                <span className={classes.doIt}>{t("check")}</span>
                <IconChevronRight size={20} aria-hidden />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
