// The panel of one figure: where it stands, what can be done with it, what was said about it and what proves it.
import { Alert, Button, Drawer, Group, Loader, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconUsers } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useMe } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { Facts } from "@/ui/Facts";
import { formatMoment, inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Comments } from "./Comments";
import { Evidence } from "./Evidence";
import { showDecimal } from "./numbers";
import { periodOf } from "./periods";
import { type Act, goOn, hindrance, type Value, valueQuery } from "./queries";
import { STATES, type State } from "./routes";
import { valueTexts } from "./texts";
import classes from "./values.module.css";
import { periodWords } from "./words";

export function ValueDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const value = useQuery(valueQuery(id));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={value.data ? inLanguage(value.data.indicator.name) : t("title")}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
      classNames={{ title: classes.drawerTitle }}
    >
      <ProblemAlert error={value.error} />
      {!value.data && !value.error && <Loader size="sm" aria-label={common("loading")} />}
      {value.data && <Panel value={value.data} />}
    </Drawer>
  );
}

function Panel({ value }: { value: Value }) {
  const t = useTexts(valueTexts);
  const { year, part } = periodOf(value.period);
  const unit = inLanguage(value.indicator.unit);
  return (
    <Stack gap="lg">
      <section>
        <Text size="sm" c="dimmed">
          {value.area?.name} · {periodWords(t, year, part)}
        </Text>
        <Text className={classes.big}>
          {showDecimal(value.value ?? value.numerator)} {unit}
        </Text>
        {(value.denominator != null || value.note) && (
          <Facts
            facts={[
              ...(value.denominator == null
                ? []
                : ([
                    [t("numerator"), showDecimal(value.numerator)],
                    [t("denominator"), showDecimal(value.denominator)],
                  ] as const)),
              ...(value.note ? ([[t("note"), value.note]] as const) : []),
            ]}
          />
        )}
      </section>
      {value.flags.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title={t("panel_flags")}>
          <ul className={classes.flags}>
            {value.flags.map((flag) => (
              <li key={flag.code}>{inLanguage(flag)}</li>
            ))}
          </ul>
          <Text size="xs">{t("flags_ask")}</Text>
        </Alert>
      )}
      <Life value={value} />
      <Evidence value={value} />
      <Comments id={value.id} />
    </Stack>
  );
}

function Life({ value }: { value: Value }) {
  const t = useTexts(valueTexts);
  const now = STATES.indexOf(value.state as State);
  return (
    <section>
      <Title order={2} mb="xs">
        {t("panel_life")}
      </Title>
      <ol className={classes.life} aria-label={t("panel_life")}>
        {STATES.map((state, i) => {
          const step = value[state];
          return (
            <li key={state} data-done={i <= now || undefined} aria-current={i === now ? "step" : undefined}>
              <span className={classes.lifeMark} aria-hidden>
                {i <= now ? <IconCheck size={14} stroke={2.5} /> : i + 1}
              </span>
              <span>
                <b>{t(`state_${state}`)}</b>
                <span className={classes.small}>
                  {i <= now && step
                    ? t("by_at", { name: step.full_name, at: formatMoment(step.at) })
                    : i <= now
                      ? ""
                      : t("waiting")}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
      <Acts value={value} />
    </section>
  );
}

const ACTS: readonly Act[] = ["return", "check", "approve", "lock"];

function Acts({ value }: { value: Value }) {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const me = useMe();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<Act | null>(null);
  const [comment, setComment] = useState("");
  const [asked, setAsked] = useState(false);
  const run = useMutation({
    mutationFn: (act: Act) => goOn(value, act, comment.trim() || null),
    onSuccess: (changed, act) => {
      queryClient.setQueryData(valueQuery(value.id).queryKey, changed);
      notify(t(`did_${act}`));
      setChosen(null);
      setComment("");
      setAsked(false);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["values"] }),
  });
  const why = ACTS.map((act) => hindrance(me, value, act));
  const possible = ACTS.filter((_, i) => why[i] === null);
  const hint = why.includes("same_person") ? "why_same_person" : why.includes("level") ? "why_level" : null;
  const problem = asProblem(run.error);
  const stale = problem?.status === 412 || problem?.code === "wrong_state";
  const act = chosen && possible.includes(chosen) ? chosen : null;
  return (
    <Stack gap="sm" mt="sm">
      {stale ? (
        <Alert color="yellow" icon={<IconUsers />} role="alert">
          {t("stale")}
        </Alert>
      ) : (
        <ProblemAlert error={run.error} shown={["/comment"]} />
      )}
      {!act && possible.length > 0 && (
        <Group gap="xs">
          {possible.map((one) => (
            <Button
              key={one}
              variant={one === "return" ? "default" : "filled"}
              onClick={() => {
                run.reset();
                setChosen(one);
              }}
            >
              {t(`act_${one}`)}
            </Button>
          ))}
        </Group>
      )}
      {!act && hint && (
        <Text size="sm" c="dimmed">
          {t(hint)}
        </Text>
      )}
      {act && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(true);
            if (!run.isPending && (act !== "return" || comment.trim())) run.mutate(act);
          }}
        >
          <Stack gap="xs">
            {act === "lock" && <Text size="sm">{t("lock_sure")}</Text>}
            <Textarea
              label={act === "return" ? t("reason") : `${t("act_comment")} (${common("optional")})`}
              description={act === "return" ? t("reason_hint") : undefined}
              withAsterisk={act === "return"}
              autosize
              minRows={2}
              maxLength={2000}
              data-autofocus
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
              error={
                asked && act === "return" && !comment.trim() ? common("required") : problem?.at("/comment")
              }
            />
            <Group gap="xs">
              <Button type="submit" loading={run.isPending}>
                {t(`act_${act}`)}
              </Button>
              <Button variant="default" onClick={() => setChosen(null)}>
                {common("cancel")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Stack>
  );
}
