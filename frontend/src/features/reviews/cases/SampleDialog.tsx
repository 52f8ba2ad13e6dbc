// Draws the sample for spot checks; once drawn, shows from what, so that anybody can draw it again.
import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useTexts } from "@/i18n";
import { FormPage } from "@/ui/FormPage";
import { formatDate, formatNumber, parseWhole } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./cases.module.css";
import { Dialog } from "./Dialog";
import { STATES } from "./filter";
import { frameCsv } from "./frame";
import {
  casesChanged,
  eventsQuery,
  proceduresQuery,
  type RoundDetail,
  readAllCases,
  readCases,
} from "./queries";
import { caseTexts } from "./texts";

interface Props {
  round: RoundDetail;
  onDone: () => void;
}

export function SampleDialog({ round, onDone }: Props) {
  const t = useTexts(caseTexts);
  return (
    <Dialog title={t(round.sampled ? "sample" : "sample_title")} onDone={onDone}>
      {round.sampled ? <Drawn round={round} onDone={onDone} /> : <Draw round={round} onDone={onDone} />}
    </Dialog>
  );
}

function Draw({ round }: Props) {
  const t = useTexts(caseTexts);
  const client = useQueryClient();
  const procedures = useQuery(proceduresQuery);
  const least = procedures.data?.find((p) => p.code === round.procedure)?.spot_check_percent.value ?? 0;
  const [percent, setPercent] = useState<string | null>(null);
  const [seed, setSeed] = useState("");
  const [asked, setAsked] = useState(false);
  const typed = percent ?? String(least);
  const number = parseWhole(typed);
  const bad = number === null || number < least || number > 100;
  const draw = useMutation({
    mutationFn: async () => {
      await ok(
        api.POST("/api/v1/review-rounds/{id}/sample", {
          params: { path: { id: round.id } },
          body: { percent: number, seed: seed.trim() || null },
        }),
      );
      return readCases(round.id, { sampled: true });
    },
    onSuccess: async (sample) => {
      notify(t("sample_done", { count: sample.items.length }));
      // The dialog stays: it now shows the seed.
      await casesChanged(client);
    },
  });
  const problem = asProblem(draw.error);
  return (
    <FormPage
      submit={t("sample_do")}
      busy={draw.isPending}
      error={draw.error}
      shown={["/percent", "/seed"]}
      onSubmit={() => {
        setAsked(true);
        if (!bad) draw.mutate();
      }}
    >
      <Text size="sm" c="dimmed">
        {t("sample_hint")}
      </Text>
      <TextInput
        label={t("percent")}
        description={t("percent_hint", { least })}
        inputWrapperOrder={["label", "input", "description", "error"]}
        inputMode="numeric"
        maxLength={3}
        maw={240}
        value={typed}
        onChange={(event) => setPercent(event.currentTarget.value)}
        error={(asked && bad && t("bad_percent", { least })) || problem?.at("/percent")}
      />
      <TextInput
        label={t("seed")}
        description={t("seed_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        maxLength={100}
        value={seed}
        onChange={(event) => setSeed(event.currentTarget.value)}
        error={problem?.at("/seed")}
      />
    </FormPage>
  );
}

/** Hands a text to the browser to save. */
function saveText(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function Drawn({ round, onDone }: Props) {
  const t = useTexts(caseTexts);
  const events = useQuery(eventsQuery(round.id));
  const drawn = events.data?.find((event) => event.act === "draw_sample");
  const detail = (drawn?.detail ?? {}) as { percent?: number; of?: number; drawn?: number };
  const seed = round.sample_seed ?? "";
  const save = useMutation({
    // Those taken off since were drawn from too.
    mutationFn: () => readAllCases(round.id, { state: STATES.join(",") }),
    onSuccess: (cases) => saveText(frameCsv(cases), `mau-phuc-tra-${round.year}.csv`),
  });
  return (
    <Stack gap="sm">
      {drawn && (
        <Text size="sm">
          {t("sample_drawn", {
            drawn: formatNumber(detail.drawn),
            of: formatNumber(detail.of),
            percent: formatNumber(detail.percent),
            on: formatDate(drawn.on),
          })}
        </Text>
      )}
      <div className={classes.panel}>
        <Text size="sm" c="dimmed">
          {t("seed")}
        </Text>
        <Text className={classes.code} style={{ overflowWrap: "anywhere", whiteSpace: "normal" }}>
          {seed}
        </Text>
      </div>
      <div>
        <Title order={3} mb={4}>
          {t("sample_repeat")}
        </Title>
        <ol style={{ margin: 0, paddingLeft: 20, fontSize: 14 }}>
          <li>
            {t("sample_repeat_1")}
            <code className={classes.command}>{`printf '%s' '${seed}/<household_id>' | sha256sum`}</code>
          </li>
          <li>{t("sample_repeat_2")}</li>
          <li>{t("sample_repeat_3")}</li>
          <li>{t("sample_repeat_4")}</li>
        </ol>
      </div>
      {save.error && <ProblemAlert error={save.error} />}
      <Group gap="xs">
        <Button
          component={Link}
          to="."
          search={{ sampled: "1", enumerator: "all" } as never}
          variant="default"
          onClick={onDone}
        >
          {t("sample_see")}
        </Button>
        <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          {t("sample_frame")}
        </Button>
      </Group>
    </Stack>
  );
}
