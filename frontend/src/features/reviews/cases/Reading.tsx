// The second reading of a survey: accept it or send it back, with a note where one is needed.
import { Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useTexts } from "@/i18n";
import { formatMoment } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./cases.module.css";
import { type CaseDetail, casesChanged, type RoundDetail, readCases } from "./queries";
import { Stale } from "./Stale";
import { caseTexts } from "./texts";

interface Props {
  round: RoundDetail;
  found: CaseDetail;
  /** Whether the reader entered the survey. */
  own: boolean;
  /** Whether it is the main thing to do. */
  main: boolean;
}

export function Reading({ round, found, own, main }: Props) {
  const t = useTexts(caseTexts);
  const waits = found.state === "surveyed" && found.allowed.includes("read");
  return (
    <section className={classes.panel} data-main={(main && waits) || undefined} id="reading">
      <Title order={2} mb={6}>
        {t("reading")}
      </Title>
      {found.read_at && (
        <Text size="sm">
          {t(found.state === "returned" ? "reading_returned" : "reading_of", {
            name: found.read_by ?? t("somebody"),
            at: formatMoment(found.read_at),
          })}
          {found.read_note && <q style={{ display: "block", marginTop: 4 }}>{found.read_note}</q>}
        </Text>
      )}
      {!found.read_at && !waits && (
        <Text size="sm" c="dimmed">
          {t("reading_none")}
        </Text>
      )}
      {!waits && found.read_at && round.allowed.includes("read") && round.counts.unread > 0 && (
        <Next round={round.id} household={found.household_id} />
      )}
      {waits && <ReadingForm round={round.id} found={found} own={own} />}
    </section>
  );
}

/** The next survey that waits to be read. */
function Next({ round, household }: { round: string; household: string }) {
  const t = useTexts(caseTexts);
  const waiting = useQuery({
    queryKey: ["reviews", "cases", round, "unread"],
    queryFn: () => readCases(round, { state: "surveyed" }),
  });
  const next = waiting.data?.items.find((item) => item.household_id !== household);
  if (!next) return null;
  return (
    <Button
      component={Link}
      {...({
        to: "/reviews/$id/cases/$household",
        params: { id: round, household: next.household_id },
      } as { to: string })}
      mt="sm"
    >
      {t("next_reading", { name: next.head_name })}
    </Button>
  );
}

interface FormProps {
  round: string;
  found: CaseDetail;
  own: boolean;
}

function ReadingForm({ round, found, own }: FormProps) {
  const t = useTexts(caseTexts);
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const flagged = found.flags.length > 0;
  const read = useMutation({
    mutationFn: (accepted: boolean) =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/cases/{household}/reading", {
          params: { path: { id: round, household: found.household_id }, header: ifMatch(found.version) },
          body: { accepted, note: note.trim() || null },
        }),
      ),
    onSuccess: async (_, accepted) => {
      notify(t(accepted ? "accepted" : "sent_back"));
      await casesChanged(client);
    },
  });
  const problem = asProblem(read.error);
  const stale = problem?.status === 412;
  const say = (accepted: boolean) => {
    const needed = !accepted ? "note_needed" : flagged ? "note_needed_flags" : own ? "note_needed_own" : null;
    if (needed && !note.trim()) {
      setWrong(t(needed));
      document.getElementById("reading-note")?.focus();
      return;
    }
    setWrong(null);
    read.mutate(accepted);
  };
  return (
    <Stack gap="sm" mt={found.read_at ? "sm" : 0}>
      {stale && <Stale onReload={() => casesChanged(client).then(() => read.reset())} />}
      {!stale && <ProblemAlert error={read.error} shown={["/note"]} />}
      <Textarea
        id="reading-note"
        label={t(flagged ? "note_flags" : own ? "note_own" : "note")}
        description={t(flagged ? "note_flags_hint" : own ? "note_own_hint" : "note_hint")}
        rows={3}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        error={wrong ?? problem?.at("/note")}
      />
      <Group gap="xs">
        <Button onClick={() => say(true)} loading={read.isPending && read.variables === true}>
          {t("accept")}
        </Button>
        <Button
          variant="default"
          onClick={() => say(false)}
          loading={read.isPending && read.variables === false}
        >
          {t("send_back")}
        </Button>
      </Group>
    </Stack>
  );
}
