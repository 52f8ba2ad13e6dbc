// A decision that corrects another: its number and date, who signed it and why, and the households with what they are.
import {
  Alert,
  Button,
  CloseButton,
  Fieldset,
  Modal,
  NativeSelect,
  Text,
  Textarea,
  TextInput,
  VisuallyHidden,
} from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { IconCheck, IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, parseDate } from "@/ui/format";
import { dropDraft, keepDraft, keptDraft } from "@/ui/kept";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge } from "@/ui/StatusBadge";
import {
  type CaseView,
  type ClassCode,
  type CorrectionInput,
  householdsQuery,
  periodsQuery,
  type Recognition,
} from "./queries";
import classes from "./recognitions.module.css";
import { CLASSES } from "./sums";
import { recognitionTexts } from "./texts";

/** A household as it was chosen. */
interface Chosen {
  household_id: string;
  head_name: string;
  village: string | null;
  /** What it is to be; empty until it is chosen. */
  class: ClassCode | "";
}

/** What is typed, until it is sent. */
interface Draft {
  number: string;
  decidedOn: string;
  signer: string;
  signerTitle: string;
  reason: string;
  changes: readonly Chosen[];
}

/** Pointers whose errors stand at their fields. */
const SHOWN = ["/number", "/decided_on", "/signer", "/signer_title", "/reason"];

export function CorrectionDialog({ decision, onClose }: { decision: Recognition; onClose: () => void }) {
  const common = useCommon();
  const t = useTexts(recognitionTexts);
  const me = useMe();
  const { today } = usePlace();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const phone = useMediaQuery("(max-width: 40em)") ?? false;
  const name = `correction.${decision.id}`;
  const fresh: Draft = {
    number: "",
    decidedOn: formatDate(today),
    signer: decision.signer,
    signerTitle: decision.signer_title,
    reason: "",
    changes: [],
  };
  const [draft, setDraft] = useState(() => keptDraft<Draft>(name, me.id) ?? fresh);
  const [kept, setKept] = useState(() => keptDraft<Draft>(name, me.id) !== null);
  const [asked, setAsked] = useState(false);
  const fields = useRef<HTMLDivElement>(null);

  function change(part: Partial<Draft>) {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(name, me.id, next);
  }

  const periods = useQueries({ queries: draft.changes.map((one) => periodsQuery(one.household_id)) });
  // Not before the decision, nor before the one by which a household is what it is.
  const since = periods.flatMap(({ data }) => data?.find((period) => !period.to)?.from ?? []);
  const earliest = [decision.decided_on, ...since].sort().at(-1);
  const save = useMutation({
    mutationFn: (body: CorrectionInput) =>
      ok(api.POST("/api/v1/recognitions/{id}/corrections", { params: { path: { id: decision.id } }, body })),
    onSuccess: async (made) => {
      dropDraft(name);
      queryClient.removeQueries({ queryKey: ["households", "list"] });
      queryClient.removeQueries({ queryKey: ["overview"], type: "inactive" });
      void queryClient.invalidateQueries({ queryKey: ["households"] });
      await queryClient.invalidateQueries({ queryKey: ["reviews"] });
      notify(t("corrected", { number: made.number }));
      onClose();
      await navigate({ to: "/recognitions/$id", params: { id: made.id } as never, search: true as never });
    },
  });
  const problem = asProblem(save.error);
  const date = parseDate(draft.decidedOn);
  const complete =
    [draft.number, draft.signer, draft.signerTitle, draft.reason].every((text) => text.trim() !== "") &&
    date !== null &&
    draft.changes.length > 0 &&
    draft.changes.every((one) => one.class !== "");
  const needed = (text: string) => (asked && !text.trim() ? common("required") : undefined);
  const atChanges = problem?.fields.filter((field) => field.pointer.startsWith("/changes")) ?? [];

  function submit() {
    setAsked(true);
    if (!complete || !date) {
      // Once the fields have said what they lack.
      setTimeout(() => fields.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    save.mutate({
      number: draft.number.trim(),
      decided_on: date,
      signer: draft.signer.trim(),
      signer_title: draft.signerTitle.trim(),
      reason: draft.reason.trim(),
      changes: draft.changes.flatMap((one) =>
        one.class === "" ? [] : [{ household_id: one.household_id, class: one.class }],
      ),
    });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t("correct_title", { number: decision.number })}
      size={720}
      fullScreen={phone}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <div ref={fields}>
        <FormPage
          width={720}
          submit={t("correct_submit")}
          busy={save.isPending}
          error={save.error}
          shown={[...SHOWN, ...atChanges.map((field) => field.pointer)]}
          onCancel={onClose}
          onSubmit={submit}
        >
          <Text size="sm">{t("correct_intro")}</Text>
          {kept && (
            <Alert color="blue" p="xs">
              {t("kept")}{" "}
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => {
                  dropDraft(name);
                  setDraft(fresh);
                  setKept(false);
                }}
              >
                {t("start_over")}
              </Button>
            </Alert>
          )}
          <div className={classes.two}>
            <TextInput
              label={t("new_number")}
              description={t("new_number_hint")}
              withAsterisk
              maxLength={60}
              autoComplete="off"
              data-autofocus
              value={draft.number}
              onChange={(event) => change({ number: event.currentTarget.value })}
              error={needed(draft.number) ?? problem?.at("/number")}
            />
            <DateField
              label={t("new_date")}
              description={t("new_date_hint", { from: formatDate(earliest) })}
              withAsterisk
              value={draft.decidedOn}
              onChange={(decidedOn) => change({ decidedOn })}
              error={asked && !date ? t("bad_date") : problem?.at("/decided_on")}
            />
            <TextInput
              label={t("new_signer")}
              withAsterisk
              maxLength={120}
              autoComplete="off"
              value={draft.signer}
              onChange={(event) => change({ signer: event.currentTarget.value })}
              error={needed(draft.signer) ?? problem?.at("/signer")}
            />
            <TextInput
              label={t("new_signer_title")}
              withAsterisk
              maxLength={120}
              autoComplete="off"
              value={draft.signerTitle}
              onChange={(event) => change({ signerTitle: event.currentTarget.value })}
              error={needed(draft.signerTitle) ?? problem?.at("/signer_title")}
            />
          </div>
          <Textarea
            label={t("new_reason")}
            description={t("new_reason_hint")}
            withAsterisk
            autosize
            minRows={2}
            maxLength={2000}
            value={draft.reason}
            onChange={(event) => change({ reason: event.currentTarget.value })}
            error={needed(draft.reason) ?? problem?.at("/reason")}
          />
          <Fieldset legend={t("changes")}>
            <Search
              round={decision.round_id}
              chosen={draft.changes}
              error={asked && draft.changes.length === 0 ? t("changes_needed") : undefined}
              add={(found) =>
                change({
                  changes: [
                    ...draft.changes,
                    {
                      household_id: found.household_id,
                      head_name: found.head_name,
                      village: found.village?.name ?? null,
                      class: "",
                    },
                  ],
                })
              }
            />
            {draft.changes.map((one, i) => {
              const now = periods[i]?.data?.find((period) => !period.to)?.class;
              const said = atChanges.filter((field) => field.pointer.startsWith(`/changes/${i}/`));
              return (
                <div key={one.household_id} className={classes.change}>
                  <span>
                    <b>{one.head_name}</b>
                    {one.village && <span className={classes.quiet}> · {one.village}</span>}
                  </span>
                  <span>
                    <span className={classes.quiet}>{t("now")} </span>
                    {now ? <ClassBadge value={now} /> : "…"}
                  </span>
                  <NativeSelect
                    aria-label={`${t("to_be")}: ${one.head_name}`}
                    value={one.class}
                    onChange={(event) => {
                      const chosen = CLASSES.find((code) => code === event.currentTarget.value) ?? "";
                      change({
                        changes: draft.changes.map((other) =>
                          other.household_id === one.household_id ? { ...other, class: chosen } : other,
                        ),
                      });
                    }}
                    error={(asked && one.class === "") || said.length > 0}
                    data={[
                      { value: "", label: `${t("to_be")}…` },
                      ...CLASSES.filter((code) => code !== now).map((code) => ({
                        value: code,
                        label: common(`class_${code}`),
                      })),
                    ]}
                  />
                  <CloseButton
                    aria-label={t("remove", { name: one.head_name })}
                    onClick={() =>
                      change({
                        changes: draft.changes.filter((other) => other.household_id !== one.household_id),
                      })
                    }
                  />
                  {said.length > 0 && (
                    <span className={classes.changeError}>
                      {said.map((field) => field.detail).join("; ")}
                    </span>
                  )}
                </div>
              );
            })}
          </Fieldset>
          <Text size="sm" fw={600}>
            {t("correct_final")}
          </Text>
        </FormPage>
      </div>
    </Modal>
  );
}

interface SearchProps {
  round: string;
  chosen: readonly Chosen[];
  error: string | undefined;
  add: (found: CaseView) => void;
}

function Search({ round, chosen, error, add }: SearchProps) {
  const t = useTexts(recognitionTexts);
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  // Once some are chosen, others are offered only to one who looks for them.
  const offered = typed.trim() !== "" || chosen.length === 0;
  const found = useQuery({ ...householdsQuery(round, q), placeholderData: keepPreviousData });
  return (
    <>
      <TextInput
        label={t("find_household")}
        description={t("changes_hint")}
        leftSection={<IconSearch size={16} aria-hidden />}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        // Here Enter looks for a name; the decision isn't ready to be sent.
        onKeyDown={(event) => {
          if (event.key === "Enter") event.preventDefault();
        }}
        error={error}
      />
      <ProblemAlert error={found.error} />
      {offered && found.data?.length === 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          {t("no_household")}
        </Text>
      )}
      {offered && found.data && found.data.length > 0 && (
        <fieldset className={classes.found}>
          <VisuallyHidden component="legend">{t("add_household")}</VisuallyHidden>
          {found.data.map((one) => {
            const already = chosen.some((other) => other.household_id === one.household_id);
            return (
              <button
                key={one.household_id}
                type="button"
                className={classes.foundRow}
                disabled={already}
                onClick={() => {
                  add(one);
                  setTyped("");
                }}
              >
                {already ? <IconCheck size={16} aria-hidden /> : <IconPlus size={16} aria-hidden />}
                <span className={classes.foundName}>
                  {one.head_name}
                  <span className={classes.quiet}>
                    {one.village ? ` · ${one.village.name}` : ""}
                    {already ? ` · ${t("added")}` : ""}
                  </span>
                </span>
                <ClassBadge value={one.class ?? null} />
              </button>
            );
          })}
        </fieldset>
      )}
    </>
  );
}
