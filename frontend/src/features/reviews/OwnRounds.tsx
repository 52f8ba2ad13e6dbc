// The rounds of one commune in a year: a card each, what is under way first.
import { Anchor, Button, Group, Loader, Title } from "@mantine/core";
import { IconArrowRight, IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { formatDate, formatNumber } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { COUNTS } from "./board";
import { proceduresQuery } from "./cases/queries";
import { type RoundView, roundsQuery } from "./queries";
import classes from "./reviews.module.css";
import { reviewTexts } from "./texts";
import { Dots, Late, procedureOf, roundName, StateBadge } from "./words";

const OVER = ["recognised", "cancelled"];

export function OwnRounds({ area, year, onOpen }: { area: string; year: number; onOpen: () => void }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const can = useCan();
  const rounds = useQuery(roundsQuery(area, year));
  if (rounds.error) return <ProblemAlert error={rounds.error} />;
  if (!rounds.data) return <Loader size="sm" role="status" aria-label={common("loading")} />;
  if (rounds.data.length === 0) {
    return (
      <EmptyState
        title={t("own_none", { year })}
        text={t("own_none_text")}
        action={
          can("open_reviews") && (
            <Button variant="default" onClick={onOpen}>
              {t("open")}
            </Button>
          )
        }
      />
    );
  }
  const sorted = [...rounds.data].sort(
    (a, b) => Number(OVER.includes(a.state)) - Number(OVER.includes(b.state)),
  );
  return (
    <div className={classes.cards}>
      {sorted.map((round) => (
        <RoundCard key={round.id} round={round} />
      ))}
    </div>
  );
}

function RoundCard({ round }: { round: RoundView }) {
  const t = useTexts(reviewTexts);
  const procedures = useQuery(proceduresQuery);
  const steps = procedureOf(procedures.data, round)?.steps ?? [];
  const over = OVER.includes(round.state);
  return (
    <article className={classes.card} data-over={over || undefined}>
      <div className={classes.cardHead}>
        <Title order={2}>
          <Anchor component={Link} to={`/reviews/${round.id}`} inherit>
            {roundName(t, round)}
          </Anchor>
        </Title>
        <StateBadge state={round.state} />
        <Late days={round.days_late} />
      </div>
      <p className={classes.cardLine}>
        {round.commune?.name} · {t("opened_on", { date: formatDate(round.opened_on) })}
        {round.due_on && (
          <>
            {" "}
            · <b>{t("due_on", { date: formatDate(round.due_on) })}</b>
          </>
        )}
      </p>
      {round.state !== "cancelled" && <Dots state={round.state} steps={steps} />}
      <dl className={classes.counts}>
        {COUNTS.map((key) => (
          <div key={key}>
            <dt>{t(`count_${key}`)}</dt>
            <dd>{formatNumber(round.counts[key])}</dd>
          </div>
        ))}
      </dl>
      <Group gap="xs">
        <Button
          component={Link}
          to={`/reviews/${round.id}`}
          rightSection={<IconArrowRight size={16} aria-hidden />}
          variant={over ? "default" : "filled"}
        >
          {t(over ? "see_round" : "go_on")}
        </Button>
        <Button
          component={Link}
          to={`/reviews/${round.id}/cases`}
          variant="default"
          leftSection={<IconListDetails size={16} aria-hidden />}
        >
          {t("cases")}
        </Button>
      </Group>
    </article>
  );
}
