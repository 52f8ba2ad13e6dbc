// The list by village: who, where from, before and now, where it stands, who surveys it.
import { Button, Checkbox, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Pending } from "@/app/pages";
import { useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber, NOTHING } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { worded } from "@/ui/worded";
import type { AssignTarget } from "./AssignDialog";
import classes from "./cases.module.css";
import { byVillage, filterOf, isNarrowed, type VillageGroup } from "./filter";
import { type CaseView, casesQuery, type RoundDetail } from "./queries";
import type { CasesSearch } from "./routes";
import { caseTexts } from "./texts";
import { ClassChange, FlagsMark, isHidden, SampleMark, StateChip, useIsOwn } from "./words";

interface Props {
  round: RoundDetail;
  search: CasesSearch;
  conducts: boolean;
  /** Assigns cases, where that may be done now. */
  onAssign: ((target: AssignTarget) => void) | null;
}

export function CasesList({ round, search, conducts, onAssign }: Props) {
  const t = useTexts(caseTexts);
  const list = useInfiniteQuery(casesQuery(round.id, filterOf(search)));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const cases = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const groups = useMemo(() => byVillage(cases), [cases]);
  if (list.error) return <ProblemAlert error={list.error} />;
  if (!list.data) return <Pending />;
  if (cases.length === 0) {
    return isNarrowed(search) ? (
      <EmptyState title={t("none_match")} />
    ) : (
      <EmptyState title={t("none")} text={t("none_text")} />
    );
  }
  // Only what is in sight is chosen: a filter may have taken the others away.
  const selected = cases.filter((item) => chosen.has(item.household_id)).map((item) => item.household_id);
  const choose = (households: readonly string[], on: boolean) =>
    setChosen((old) => {
      const next = new Set(old);
      for (const household of households) {
        if (on) next.add(household);
        else next.delete(household);
      }
      return next;
    });
  return (
    <>
      <table className={classes.list} aria-label={t("title")}>
        <thead>
          <tr>
            {onAssign && <th className={classes.tick} aria-hidden />}
            <th scope="col">{t("head")}</th>
            <th scope="col">{t("origin")}</th>
            <th scope="col">{t("change")}</th>
            <th scope="col" className={classes.number}>
              {t("points")}
            </th>
            <th scope="col">{t("state")}</th>
            <th scope="col">{t("enumerator")}</th>
          </tr>
        </thead>
        {groups.map((group) => (
          <Village
            key={group.id}
            round={round}
            group={group}
            conducts={conducts}
            chosen={chosen}
            onChoose={choose}
            onAssign={onAssign}
          />
        ))}
      </table>
      <Text size="sm" c="dimmed" mt={6}>
        {t("shown", { count: cases.length })}
      </Text>
      {list.hasNextPage && (
        <Button
          variant="default"
          mt="xs"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
      {onAssign && selected.length > 0 && (
        <section className={classes.selection} aria-label={t("selected", { count: selected.length })}>
          <b>{t("selected", { count: selected.length })}</b>
          <Button size="xs" onClick={() => onAssign({ kind: "households", households: selected })}>
            {t("assign_selected")}
          </Button>
          <Button size="xs" variant="default" onClick={() => setChosen(new Set())}>
            {t("unselect")}
          </Button>
        </section>
      )}
    </>
  );
}

interface VillageProps {
  round: RoundDetail;
  group: VillageGroup<CaseView>;
  conducts: boolean;
  chosen: ReadonlySet<string>;
  onChoose: (households: readonly string[], on: boolean) => void;
  onAssign: ((target: AssignTarget) => void) | null;
}

function Village({ round, group, conducts, chosen, onChoose, onAssign }: VillageProps) {
  const t = useTexts(caseTexts);
  const isOwn = useIsOwn();
  // The API names the cases without a village by the commune's own id.
  const id = group.id || round.commune?.id || "";
  const whole = round.villages.find((village) => village.id === id);
  const name = group.name ?? t("village_unknown");
  const ids = group.cases.map((item) => item.household_id);
  const all = ids.every((household) => chosen.has(household));
  return (
    <tbody>
      <tr className={classes.village}>
        {onAssign && (
          <td className={classes.tick}>
            <Checkbox
              aria-label={t("select_village", { name })}
              checked={all}
              indeterminate={!all && ids.some((household) => chosen.has(household))}
              onChange={(event) => onChoose(ids, event.currentTarget.checked)}
            />
          </td>
        )}
        <th scope="rowgroup" colSpan={6}>
          <span className={classes.villageLine}>
            <span>
              {name}{" "}
              <span className={classes.quiet}>
                ·{" "}
                {whole
                  ? t("surveyed_of", { done: whole.surveyed, total: whole.total })
                  : t("shown", { count: ids.length })}
              </span>
            </span>
            {onAssign && (
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => onAssign({ kind: "village", village: id })}
              >
                {t("assign_village")}
              </Button>
            )}
          </span>
        </th>
      </tr>
      {group.cases.map((item) => (
        <Row
          key={item.household_id}
          round={round.id}
          item={item}
          hidden={isHidden(item, conducts, isOwn(item))}
          chosen={chosen.has(item.household_id)}
          onChoose={onAssign ? (on) => onChoose([item.household_id], on) : null}
        />
      ))}
    </tbody>
  );
}

interface RowProps {
  round: string;
  item: CaseView;
  hidden: boolean;
  chosen: boolean;
  onChoose: ((on: boolean) => void) | null;
}

function Row({ round, item, hidden, chosen, onChoose }: RowProps) {
  const t = useTexts(caseTexts);
  const navigate = useNavigate();
  const to = {
    to: "/reviews/$id/cases/$household",
    params: { id: round, household: item.household_id },
  } as const;
  return (
    <tr
      className={classes.row}
      data-selected={chosen || undefined}
      onClick={(event) => {
        const own = (event.target as HTMLElement).closest("a, button, input, label");
        if (!own && !window.getSelection()?.toString()) void navigate(to as never);
      }}
    >
      {onChoose && (
        <td className={classes.tick}>
          <Checkbox
            aria-label={t("select_case", { name: item.head_name })}
            checked={chosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        </td>
      )}
      <td className={classes.cellHead}>
        <Link {...(to as { to: string })} className={classes.headLink}>
          {item.head_name}
        </Link>
        {item.external_id && <span className={classes.quiet}> {item.external_id}</span>}
      </td>
      <td className={classes.cellOrigin}>{worded(t, "origin", item.origin)}</td>
      <td className={classes.cellClass}>
        <ClassChange item={item} hidden={hidden} />
      </td>
      <td className={classes.number}>
        {item.b1 == null || hidden ? NOTHING : `${formatNumber(item.b1)} / ${formatNumber(item.b2)}`}
      </td>
      <td className={classes.cellState}>
        <span className={classes.marks}>
          <StateChip state={item.state} />
          {!hidden && <FlagsMark flags={item.flags} />}
          <SampleMark item={item} />
        </span>
      </td>
      <td className={classes.cellWho}>
        {item.enumerator ?? <span className={classes.quiet}>{t("nobody")}</span>}
      </td>
    </tr>
  );
}
