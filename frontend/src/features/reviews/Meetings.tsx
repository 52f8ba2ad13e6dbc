// The village meetings: which villages have agreed, the minutes of each, and the end of the step.
import { Anchor, Button, Group, Loader, Progress, Text, Title } from "@mantine/core";
import { IconPencilPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useCommon, useTexts } from "@/i18n";
import { type Column, DataTable } from "@/ui/DataTable";
import { Facts } from "@/ui/Facts";
import { formatDate, formatNumber } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { casesQuery, meetingsQuery } from "./cases/queries";
import { MinutesDialog } from "./MinutesDialog";
import { PaperButtons } from "./Papers";
import type { MeetingView, RoundDetail, VillageView } from "./queries";
import classes from "./reviews.module.css";
import { EndStep, NotYours, TodoList, useTodo, type WorkProps } from "./StepWork";
import { reviewTexts } from "./texts";

/** The step as long as villages are to meet; then its end. */
export function MeetingStep(props: WorkProps) {
  const { round } = props;
  // Who has not agreed yet is told by the villages themselves.
  const todo = useTodo(round).filter((open) => open.what !== "unagreed");
  const ended = round.counts.unagreed === 0 || !round.allowed.includes("record_meeting");
  if (ended && (round.allowed.includes("close_meetings") || round.state !== "meeting")) {
    return <EndStep {...props} action="close_meetings" />;
  }
  return (
    <>
      <TodoList round={round} todo={todo} />
      <Villages round={round} />
      {!round.allowed.includes("record_meeting") && <NotYours level="commune" />}
    </>
  );
}

export function MeetingsTab({ round }: { round: RoundDetail }) {
  return (
    <>
      <Villages round={round} titled />
      <Minutes round={round} />
    </>
  );
}

/** The villages with how far they are, and a button to keep minutes. */
function Villages({ round, titled }: { round: RoundDetail; titled?: boolean }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const [meeting, setMeeting] = useState<VillageView | null>(null);
  const may = round.allowed.includes("record_meeting");
  const sum = (of: (village: VillageView) => number) =>
    formatNumber(round.villages.reduce((all, village) => all + of(village), 0));
  const first = round.villages.find((village) => village.agreed < village.total);
  const name = (village: VillageView) => village.name ?? t("village_unknown");
  const columns: Column<VillageView>[] = [
    {
      key: "village",
      head: t("village"),
      phone: "title",
      total: common("total"),
      cell: (village) => (
        <Anchor
          component={Link}
          to="/reviews/$id/cases"
          params={{ id: round.id } as never}
          search={{ village: village.id } as never}
          inherit
        >
          {name(village)}
        </Anchor>
      ),
    },
    {
      key: "total",
      head: t("count_total"),
      align: "right",
      cell: (village) => formatNumber(village.total),
      total: sum((village) => village.total),
    },
    {
      key: "surveyed",
      head: t("surveyed"),
      align: "right",
      cell: (village) => formatNumber(village.surveyed),
      total: sum((village) => village.surveyed),
    },
    {
      key: "agreed",
      head: t("agreed"),
      align: "right",
      cell: (village) => formatNumber(village.agreed),
      total: sum((village) => village.agreed),
    },
    {
      key: "progress",
      head: t("progress"),
      width: "22%",
      phone: "hide",
      cell: (village) => (
        <Progress
          value={village.total > 0 ? (village.agreed / village.total) * 100 : 0}
          aria-label={t("agreed_of", { agreed: village.agreed, total: village.total })}
        />
      ),
    },
    {
      key: "act",
      head: t("minutes"),
      cell: (village) =>
        village.agreed >= village.total ? (
          <StatusBadge tone="good">{t("all_agreed")}</StatusBadge>
        ) : may ? (
          <Button
            size="compact-sm"
            variant={village === first ? "filled" : "default"}
            leftSection={<IconPencilPlus size={15} aria-hidden />}
            onClick={() => setMeeting(village)}
          >
            {t("record")}
          </Button>
        ) : (
          <StatusBadge>{t("to_meet")}</StatusBadge>
        ),
    },
  ];
  return (
    <section className={classes.part}>
      {titled && <Title order={2}>{t("villages")}</Title>}
      <DataTable
        label={t("villages")}
        rows={round.villages}
        rowKey={(village) => village.id}
        columns={columns}
        empty={t("no_villages")}
      />
      {meeting && <MinutesDialog round={round} village={meeting} onClose={() => setMeeting(null)} />}
    </section>
  );
}

/** The minutes that were kept. */
function Minutes({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const meetings = useQuery(meetingsQuery(round.id));
  return (
    <section className={classes.part}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t("all_minutes")}</Title>
        {(meetings.data?.length ?? 0) > 0 && <PaperButtons round={round} papers={["minutes"]} />}
      </Group>
      <ProblemAlert error={meetings.error} />
      {meetings.isPending && <Loader size="sm" role="status" aria-label={common("loading")} />}
      {meetings.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("no_minutes")}
        </Text>
      )}
      {meetings.data?.map((meeting) => (
        <OneMeeting key={meeting.id} round={round} meeting={meeting} />
      ))}
    </section>
  );
}

function OneMeeting({ round, meeting }: { round: RoundDetail; meeting: MeetingView }) {
  const t = useTexts(reviewTexts);
  const [open, setOpen] = useState(false);
  const against = meeting.votes.filter((vote) => !vote.carried);
  return (
    <details className={classes.meeting} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <b>{meeting.village?.name ?? t("village_unknown")}</b> · {formatDate(meeting.held_on)} ·{" "}
        {t("present_of", { in_favour: meeting.in_favour, present: meeting.present })} ·{" "}
        {t("votes_carried", {
          carried: meeting.votes.length - against.length,
          total: meeting.votes.length,
        })}
        {against.length > 0 && (
          <>
            {" "}
            <StatusBadge tone="bad">{t("not_carried_count", { count: against.length })}</StatusBadge>
          </>
        )}
      </summary>
      <Facts
        facts={[
          [t("held_at"), meeting.place],
          [t("chair"), meeting.chair],
          [t("secretary"), meeting.secretary],
          ...(meeting.objections ? ([[t("objections"), meeting.objections]] as const) : []),
        ]}
      />
      {open && <Votes round={round} meeting={meeting} />}
    </details>
  );
}

function Votes({ round, meeting }: { round: RoundDetail; meeting: MeetingView }) {
  const t = useTexts(reviewTexts);
  // The minutes know households by their id; their names are on the list.
  const cases = useInfiniteQuery(
    casesQuery(round.id, meeting.village ? { village: meeting.village.id } : {}),
  );
  const names = new Map(
    cases.data?.pages.flatMap((page) => page.items).map((item) => [item.household_id, item.head_name]),
  );
  return (
    <DataTable
      label={t("votes")}
      rows={meeting.votes}
      rowKey={(vote) => vote.household_id}
      loading={cases.isPending}
      maxHeight="360px"
      columns={[
        {
          key: "head",
          head: t("head"),
          phone: "title",
          cell: (vote) => (
            <Anchor component={Link} to={`/reviews/${round.id}/cases/${vote.household_id}`} inherit>
              {names.get(vote.household_id) ?? t("a_household")}
            </Anchor>
          ),
        },
        {
          key: "in_favour",
          head: t("in_favour"),
          align: "right",
          cell: (vote) => `${formatNumber(vote.in_favour)}/${formatNumber(meeting.present)}`,
        },
        {
          key: "outcome",
          head: t("outcome"),
          cell: (vote) => (
            <StatusBadge tone={vote.carried ? "good" : "bad"}>
              {t(vote.carried ? "vote_carried" : "vote_not_carried")}
            </StatusBadge>
          ),
        },
        { key: "note", head: t("note"), phone: "text", cell: (vote) => vote.note ?? "" },
      ]}
    />
  );
}
