// One act with many figures, one after the other; those with something to be explained only when it is asked for.
import { Alert, Button, Checkbox, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asProblem } from "@/api/problem";
import { useCommon, useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { type Act, goOn, type Value } from "./queries";
import { valueTexts } from "./texts";

interface Refusal {
  value: Value;
  why: string;
}

export function BulkDialog({
  act,
  values,
  onClose,
}: {
  act: Exclude<Act, "return">;
  values: readonly Value[];
  onClose: () => void;
}) {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const queryClient = useQueryClient();
  // What was there when it was opened: the list behind changes while it runs.
  const [all] = useState(values);
  const [withFlagged, setWithFlagged] = useState(false);
  const [phase, setPhase] = useState<"asking" | "running" | "done">("asking");
  const [done, setDone] = useState(0);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const stop = useRef(false);
  const flagged = all.filter((value) => value.flags.length > 0);
  const chosen = withFlagged ? all : all.filter((value) => value.flags.length === 0);
  const tried = done + refusals.length;

  async function run() {
    setPhase("running");
    stop.current = false;
    for (const value of chosen) {
      if (stop.current) break;
      try {
        await goOn(value, act, null);
        setDone((old) => old + 1);
      } catch (error) {
        const problem = asProblem(error);
        setRefusals((old) => [...old, { value, why: problem?.detail || problem?.title || String(error) }]);
        // Without a network the others would fail too.
        if (problem?.status === 0) break;
      }
    }
    setPhase("done");
    await queryClient.invalidateQueries({ queryKey: ["values"] });
  }
  const close = () => {
    stop.current = true;
    onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={t(`bulk_title_${act}`)}
      size={560}
      closeOnClickOutside={phase !== "running"}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="sm">
        {phase === "asking" && (
          <>
            <Text size="sm">{t("bulk_plain", { count: all.length - flagged.length })}</Text>
            {act === "lock" && <Text size="sm">{t("lock_sure")}</Text>}
            {flagged.length > 0 && (
              <Checkbox
                label={t("bulk_flagged", { count: flagged.length })}
                checked={withFlagged}
                onChange={(event) => setWithFlagged(event.currentTarget.checked)}
              />
            )}
            <Group gap="xs">
              <Button disabled={chosen.length === 0} onClick={() => void run()}>
                {t("bulk_run", { count: chosen.length })}
              </Button>
              <Button variant="default" onClick={close}>
                {common("cancel")}
              </Button>
            </Group>
          </>
        )}
        {phase === "running" && (
          <>
            <Text size="sm" aria-live="polite">
              {t("bulk_progress", { done: tried, all: chosen.length })}
            </Text>
            <Progress value={(tried / Math.max(1, chosen.length)) * 100} aria-label={t(`act_${act}`)} />
            <Group>
              <Button
                variant="default"
                onClick={() => {
                  stop.current = true;
                }}
              >
                {t("bulk_stop")}
              </Button>
            </Group>
          </>
        )}
        {phase === "done" && (
          <>
            <Alert color={done > 0 ? "forest" : "yellow"} icon={<IconCircleCheck />} role="status">
              {t("bulk_done", { count: done })}
            </Alert>
            {refusals.length > 0 && (
              <div>
                <Text size="sm">{t("bulk_failed", { count: refusals.length })}</Text>
                <ul>
                  {refusals.map(({ value, why }) => (
                    <li key={value.id}>
                      {value.area?.name} – {inLanguage(value.indicator.name)}: {why}
                    </li>
                  ))}
                </ul>
              </div>
            )}
            <Group>
              <Button onClick={close}>{common("close")}</Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}
