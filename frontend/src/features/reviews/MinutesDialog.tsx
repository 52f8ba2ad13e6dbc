// The minutes of a village meeting: who was there, and the vote on every household; shows at once who doesn't carry.
import { ActionIcon, Alert, Button, Group, Loader, Modal, Text, Textarea, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useCommon, useTexts } from "@/i18n";
import { type Column, DataTable } from "@/ui/DataTable";
import { FormPage } from "@/ui/FormPage";
import { NOTHING, parseDate, parseWhole } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge, StatusBadge } from "@/ui/StatusBadge";
import { DayField } from "./ActForm";
import { casesQuery, proceduresQuery } from "./cases/queries";
import { type CaseView, type RoundDetail, roundChanged, type VillageView } from "./queries";
import classes from "./reviews.module.css";
import { type ReviewTranslate, reviewTexts } from "./texts";
import { useDraft } from "./useDraft";
import { needed, type Outcome, outcomeOf, type TypedVote } from "./votes";
import { morePercent, procedureOf } from "./words";

interface Typed {
  held_on: string;
  place: string;
  chair: string;
  secretary: string;
  present: string;
  in_favour: string;
  objections: string;
  /** Votes of their own, by the household's id. */
  votes: Record<string, TypedVote>;
}

const FRESH: Typed = {
  held_on: "",
  place: "",
  chair: "",
  secretary: "",
  present: "",
  in_favour: "",
  objections: "",
  votes: {},
};

const SHOWN = ["/held_on", "/place", "/chair", "/secretary", "/present", "/in_favour", "/objections"];

interface Props {
  round: RoundDetail;
  village: VillageView;
  onClose: () => void;
}

export function MinutesDialog(props: Props) {
  const common = useCommon();
  const t = useTexts(reviewTexts);
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t("minutes_of", { village: props.village.name ?? t("village_unknown") })}
      size={880}
      fullScreen={phone ?? false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Form {...props} />
    </Modal>
  );
}

function Form({ round, village, onClose }: Props) {
  const common = useCommon();
  const t = useTexts(reviewTexts);
  const client = useQueryClient();
  const procedures = useQuery(proceduresQuery);
  const percent = morePercent(procedureOf(procedures.data, round));
  const cases = useInfiniteQuery(casesQuery(round.id, { village: village.id }));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = cases;
  // The vote is on every household of the village.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const all = cases.data?.pages.flatMap((page) => page.items) ?? [];
  const open = all.filter((item) => !["agreed", "recognised"].includes(item.state));
  const unread = open.filter((item) => !["read", "not_agreed"].includes(item.state)).length;
  const { value, set, clear, resumed } = useDraft<Typed>(`${round.id}.minutes.${village.id}`, FRESH);
  const [asked, setAsked] = useState(false);
  const held = parseDate(value.held_on);
  const present = parseWhole(value.present);
  const inFavour = parseWhole(value.in_favour);
  // A household that was taken off or agreed on meanwhile has no vote any more.
  const votes = open.flatMap((item) => {
    const vote = value.votes[item.household_id];
    return vote ? [{ item, vote }] : [];
  });
  const outcomes = new Map(
    open.map((item) => [item.household_id, outcomeOf(value, value.votes[item.household_id], percent)]),
  );
  const count = (outcome: Outcome) => [...outcomes.values()].filter((one) => one === outcome).length;
  const save = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/meetings", {
          params: { path: { id: round.id } },
          body: {
            village_id: village.id,
            held_on: held ?? "",
            place: value.place.trim(),
            chair: value.chair.trim(),
            secretary: value.secretary.trim(),
            present: present ?? 0,
            in_favour: inFavour ?? 0,
            objections: value.objections.trim() || null,
            votes: votes.map(({ item, vote }) => ({
              household_id: item.household_id,
              in_favour: parseWhole(vote.in_favour) ?? 0,
              note: vote.note.trim() || null,
            })),
          },
        }),
      ),
    onSuccess: async (made) => {
      const lost = made.votes.filter((vote) => !vote.carried).length;
      notify(lost > 0 ? t("recorded_lost", { count: lost }) : t("recorded"));
      clear();
      onClose();
      await roundChanged(client);
    },
    onError: (error) => {
      if (asProblem(error)?.status === 409) void roundChanged(client);
    },
  });
  const problem = asProblem(save.error);
  const missing = (text: string) => (asked && text.trim() === "" ? common("required") : undefined);
  const complete =
    held &&
    value.place.trim() &&
    value.chair.trim() &&
    value.secretary.trim() &&
    present !== null &&
    present > 0 &&
    inFavour !== null &&
    count("too_many") === 0 &&
    count("unknown") === 0;
  const setVote = (id: string, vote: TypedVote | null) => {
    const { [id]: _, ...others } = value.votes;
    set({ votes: vote ? { ...others, [id]: vote } : others });
  };
  const least = needed(value.present, percent);
  if (cases.error) return <ProblemAlert error={cases.error} />;
  if (cases.isPending || hasNextPage)
    return <Loader size="sm" role="status" aria-label={common("loading")} />;
  return (
    <FormPage
      submit={t("record_do")}
      busy={save.isPending}
      error={save.error}
      shown={SHOWN}
      width={860}
      onCancel={onClose}
      onSubmit={() => {
        setAsked(true);
        if (complete) save.mutate();
      }}
    >
      {unread > 0 && <Alert color="yellow">{t("village_unread", { count: unread })}</Alert>}
      {resumed && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {t("draft_resumed")}
          </Text>
          <Button variant="subtle" size="compact-sm" onClick={clear}>
            {t("draft_forget")}
          </Button>
        </Group>
      )}
      <div className={classes.pair}>
        <DayField
          label={t("held_on")}
          since={round.since}
          value={value.held_on}
          onChange={(held_on) => set({ held_on })}
          error={asked && !held ? t("bad_date") : problem?.at("/held_on")}
        />
        <TextInput
          label={t("held_at")}
          placeholder={t("held_at_example")}
          withAsterisk
          maxLength={200}
          value={value.place}
          onChange={(event) => set({ place: event.currentTarget.value })}
          error={missing(value.place) ?? problem?.at("/place")}
        />
        <TextInput
          label={t("chair")}
          withAsterisk
          maxLength={120}
          value={value.chair}
          onChange={(event) => set({ chair: event.currentTarget.value })}
          error={missing(value.chair) ?? problem?.at("/chair")}
        />
        <TextInput
          label={t("secretary")}
          withAsterisk
          maxLength={120}
          value={value.secretary}
          onChange={(event) => set({ secretary: event.currentTarget.value })}
          error={missing(value.secretary) ?? problem?.at("/secretary")}
        />
        <TextInput
          label={t("present")}
          withAsterisk
          inputMode="numeric"
          maxLength={7}
          maw={220}
          value={value.present}
          onChange={(event) => set({ present: event.currentTarget.value })}
          error={asked && !(present && present > 0) ? t("bad_number") : problem?.at("/present")}
        />
        <TextInput
          label={t("in_favour_all")}
          description={least === null ? t("in_favour_hint") : t("needed", { count: least })}
          inputWrapperOrder={["label", "input", "description", "error"]}
          withAsterisk
          inputMode="numeric"
          maxLength={7}
          maw={320}
          styles={{ input: { maxWidth: 220 } }}
          value={value.in_favour}
          onChange={(event) => set({ in_favour: event.currentTarget.value })}
          error={
            (asked && inFavour === null && t("bad_number")) ||
            (inFavour !== null && present !== null && inFavour > present && t("more_than_present")) ||
            problem?.at("/in_favour")
          }
        />
      </div>
      <div>
        <Group justify="space-between" align="baseline" gap="xs">
          <Text fw={600} size="sm">
            {t("votes")}
          </Text>
          <Text size="sm" role="status" aria-live="polite">
            {count("carried") > 0 && t("carried_count", { count: count("carried") })}
            {count("not_carried") > 0 && (
              <b className={classes.red}>
                {count("carried") > 0 && " · "}
                {t("not_carried_count", { count: count("not_carried") })}
              </b>
            )}
          </Text>
        </Group>
        <Text size="sm" c="dimmed" mb={6}>
          {t("votes_hint")}
        </Text>
        <DataTable
          label={t("votes")}
          rows={open}
          rowKey={(item) => item.household_id}
          empty={t("no_votes")}
          columns={columns(t, { votes: value.votes, setVote, outcomes })}
        />
      </div>
      <Textarea
        label={`${t("objections")} (${common("optional")})`}
        autosize
        minRows={2}
        maxLength={4000}
        value={value.objections}
        onChange={(event) => set({ objections: event.currentTarget.value })}
        error={problem?.at("/objections")}
      />
    </FormPage>
  );
}

const TONES = { carried: "good", not_carried: "bad", too_many: "bad" } as const;

/** A household a row: what was found of it, and its own vote if it has one. */
function columns(
  t: ReviewTranslate,
  props: {
    votes: Record<string, TypedVote>;
    setVote: (id: string, vote: TypedVote | null) => void;
    outcomes: ReadonlyMap<string, Outcome>;
  },
): Column<CaseView>[] {
  const { votes, setVote, outcomes } = props;
  return [
    { key: "head", head: t("head"), phone: "title", cell: (item) => item.head_name },
    {
      key: "class",
      head: t("before_now"),
      cell: (item) => (
        <span className={classes.change}>
          <ClassBadge value={item.previous_class ?? null} />
          <span aria-hidden>→</span>
          <ClassBadge value={item.class ?? null} />
        </span>
      ),
    },
    {
      key: "vote",
      head: t("own_vote"),
      width: "36%",
      phone: "text",
      cell: (item) => {
        const vote = votes[item.household_id];
        if (!vote) {
          return (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => setVote(item.household_id, { in_favour: "", note: "" })}
            >
              {t("own_vote_add")}
            </Button>
          );
        }
        const wrong = outcomes.get(item.household_id) === "too_many";
        return (
          <span className={classes.vote}>
            <TextInput
              size="xs"
              w={84}
              inputMode="numeric"
              maxLength={7}
              autoFocus={vote.in_favour === ""}
              aria-label={t("in_favour_of", { name: item.head_name })}
              placeholder={t("in_favour")}
              value={vote.in_favour}
              error={wrong}
              onChange={(event) =>
                setVote(item.household_id, { ...vote, in_favour: event.currentTarget.value })
              }
            />
            <TextInput
              size="xs"
              className={classes.voteNote}
              maxLength={1000}
              aria-label={t("note_of", { name: item.head_name })}
              placeholder={t("note_said")}
              value={vote.note}
              onChange={(event) => setVote(item.household_id, { ...vote, note: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("own_vote_drop", { name: item.head_name })}
              onClick={() => setVote(item.household_id, null)}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </span>
        );
      },
    },
    {
      key: "outcome",
      head: t("outcome"),
      nowrap: true,
      cell: (item) => {
        const outcome = outcomes.get(item.household_id) ?? "unknown";
        return outcome === "unknown" ? (
          NOTHING
        ) : (
          <StatusBadge tone={TONES[outcome]}>{t(`vote_${outcome}`)}</StatusBadge>
        );
      },
    },
  ];
}
