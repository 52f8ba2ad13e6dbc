// The board: how far the review is in every commune of an area, late ones first; of a commune its own rounds.
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { AreaView } from "@/api/types";
import { useCan, useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { formatMoment } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BoardExport } from "./BoardExport";
import { BoardTable } from "./BoardTable";
import { OpenDialog } from "./OpenDialog";
import { OwnRounds } from "./OwnRounds";
import { type BoardView, boardQuery, roundsQuery } from "./queries";
import classes from "./reviews.module.css";
import { KINDS } from "./routes";
import { StateBar } from "./StateBar";
import { reviewTexts } from "./texts";

const route = getRouteApi("/shell/reviews");

export function BoardPage() {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const place = usePlace();
  const can = useCan();
  const { kind = "yearly" } = route.useSearch();
  const [opening, setOpening] = useState(false);
  useToThisYear();
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={
          <>
            {place.area?.name ?? (place.areaId ? "" : common("nation"))} · {t("year", { year: place.year })}
          </>
        }
        actions={
          <>
            <Button component={Link} to={"/recognitions" as string} variant="default">
              {t("decisions")}
            </Button>
            <BoardExport area={place.areaId} year={place.year} kind={kind} />
            {can("open_reviews") && (
              // A commune's page is about the round it has; the board about opening those that are missing.
              <Button
                variant={isOwn(place.area) ? "default" : "filled"}
                leftSection={<IconPlus size={18} aria-hidden />}
                onClick={() => setOpening(true)}
              >
                {t("open")}
              </Button>
            )}
          </>
        }
      />
      {place.areaId !== undefined && !place.area ? null : place.area && isOwn(place.area) ? (
        <OwnRounds area={communeOf(place.area)} year={place.year} onOpen={() => setOpening(true)} />
      ) : (
        <Board onOpen={() => setOpening(true)} />
      )}
      {opening && <OpenDialog onClose={() => setOpening(false)} />}
    </>
  );
}

/**
 * The shell begins with the last year that has figures; a review is of the year that has none yet. When nothing else
 * was asked for and that year has no round, this year is shown.
 */
function useToThisYear(): void {
  const { year, today, areaId, area, areaError, go } = usePlace();
  const me = useMe();
  const { kind = "yearly" } = route.useSearch();
  const thisYear = Number(today.slice(0, 4));
  const first = useRef(year === me.latest_year && year !== thisYear);
  const known = areaId === undefined || area !== null || areaError !== null;
  const own = isOwn(area);
  const board = useQuery({
    ...boardQuery({ ...(areaId ? { area: areaId } : {}), year, kind }),
    enabled: first.current && known && !own,
  });
  const rounds = useQuery({
    ...roundsQuery(area ? communeOf(area) : "", year),
    enabled: first.current && own,
  });
  const found = own ? rounds.data?.length : board.data?.total.rounds;
  useEffect(() => {
    if (!first.current || found === undefined) return;
    first.current = false;
    if (found === 0) go({ year: thisYear });
  }, [found, go, thisYear]);
}

/** The commune whose rounds are shown: of a village, the one it lies in. */
function communeOf(area: AreaView): string {
  return area.level === "village"
    ? (area.ancestors.findLast((unit) => unit.level === "commune")?.id ?? area.id)
    : area.id;
}

/** Whether an area has rounds of its own instead of a board. */
function isOwn(area: AreaView | null): boolean {
  return area?.level === "commune" || area?.level === "village";
}

function Board({ onOpen }: { onOpen: () => void }) {
  const t = useTexts(reviewTexts);
  const can = useCan();
  const place = usePlace();
  const { kind = "yearly" } = route.useSearch();
  const board = useQuery(
    boardQuery({ ...(place.areaId ? { area: place.areaId } : {}), year: place.year, kind }),
  );
  return (
    <div className={classes.board} data-old={board.isPlaceholderData || undefined}>
      <div className={classes.boardHead}>
        <KindSwitch />
        {board.data && (
          <span className={classes.fresh} title={t("refreshes")}>
            {t("as_of", { at: formatMoment(new Date(board.dataUpdatedAt).toISOString()) })}
          </span>
        )}
      </div>
      <ProblemAlert error={board.error} />
      {board.data &&
        (board.data.rows.length > 0 ? (
          <Filled board={board.data} />
        ) : (
          <EmptyState
            title={t(kind === "yearly" ? "none_yearly" : "none_during_year", { year: place.year })}
            text={t("none_text")}
            action={
              can("open_reviews") && (
                <Button variant="default" onClick={onOpen}>
                  {t("open")}
                </Button>
              )
            }
          />
        ))}
    </div>
  );
}

function Filled({ board }: { board: BoardView }) {
  return (
    <>
      <StateBar board={board} />
      <BoardTable board={board} />
    </>
  );
}

/** Each year's review, or those during the year. */
function KindSwitch() {
  const t = useTexts(reviewTexts);
  const { kind = "yearly" } = route.useSearch();
  return (
    <nav className={classes.switch} aria-label={t("kind")}>
      {KINDS.map((one) => (
        <Link
          key={one}
          to="."
          search={
            ((old: object) => ({
              ...old,
              kind: one === "yearly" ? undefined : one,
              state: undefined,
            })) as never
          }
          aria-current={kind === one ? "true" : undefined}
          replace
        >
          {t(`kind_${one}`)}
        </Link>
      ))}
    </nav>
  );
}
