// An act that moves a visit on, with what it needs.
import { Alert, Group, Modal, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/app/place";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker } from "@/ui/AreaPicker";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { type Chosen, slim } from "./AreasField";
import { actOn, type VisitDetail, visitsChanged } from "./queries";
import { visitTexts } from "./texts";

export type VisitAct = keyof typeof actOn;

interface Typed {
  number: string;
  issuer: string;
  area: Chosen | null;
  from: string;
  to: string;
  on: string;
  text: string;
}

export function ActDialog({
  detail,
  act,
  onClose,
}: {
  detail: VisitDetail;
  act: VisitAct;
  onClose: () => void;
}) {
  const visit = detail;
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const { today } = usePlace();
  const { value, set, clear } = useDraft<Typed>(`visits.act.${visit.id}.${act}`, {
    number: "",
    issuer: "",
    area: visit.area ? slim(visit.area) : null,
    from: formatDate(visit.starts_on),
    to: formatDate(visit.ends_on),
    on: formatDate(today),
    text: act === "finish" ? (detail.conclusion ?? "") : "",
  });
  const [asked, setAsked] = useState(false);
  const day = (text: string) => parseDate(text) ?? "";
  const run = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      clear();
      notify(t(`did_${act}`));
      await visitsChanged(client);
      onClose();
    },
    onError: (error) => {
      const status = asProblem(error)?.status;
      if (status === 409 || status === 412) void visitsChanged(client);
    },
  });
  const problem = asProblem(run.error);

  function send() {
    const on = day(value.on);
    switch (act) {
      case "mandate":
        return actOn.mandate(visit, {
          number: value.number.trim(),
          on,
          issuer: value.issuer.trim(),
          area: value.area?.id ?? null,
          from: day(value.from),
          to: day(value.to),
        });
      case "start":
        return actOn.start(visit, { on });
      case "finish":
        return actOn.finish(visit, { on, conclusion: value.text.trim() || null });
      case "close":
        return actOn.close(visit, { on });
      case "cancel":
        return actOn.cancel(visit, { reason: value.text.trim() });
    }
  }

  const needed =
    act === "mandate"
      ? [value.number, value.issuer, day(value.on), day(value.from), day(value.to)]
      : act === "cancel"
        ? [value.text]
        : [day(value.on)];
  const blank = (text: string) => (asked && !text.trim() ? common("required") : undefined);
  const date = (field: "from" | "to" | "on", label: string) => (
    <DateField
      label={label}
      withAsterisk
      value={value[field]}
      onChange={(text) => set({ [field]: text })}
      error={asked && !day(value[field]) ? t("bad_date") : problem?.at(`/${field}`)}
    />
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`act_${act}`)}
      size={560}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FormPage
        submit={t(`act_${act}`)}
        busy={run.isPending}
        error={run.error}
        shown={["/number", "/issuer", "/area", "/from", "/to", "/on", "/conclusion", "/reason"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (needed.every((text) => text.trim() !== "")) run.mutate();
        }}
      >
        <Text size="sm">{t(`act_${act}_text`)}</Text>
        {act === "close" && <Missing detail={detail} />}
        {act === "mandate" && (
          <>
            <Group align="flex-start" gap="md">
              <TextInput
                label={t("decision_number")}
                placeholder="125/QĐ-UBND"
                withAsterisk
                maxLength={60}
                value={value.number}
                onChange={(event) => set({ number: event.currentTarget.value })}
                error={blank(value.number) ?? problem?.at("/number")}
              />
              {date("on", t("issued_on"))}
            </Group>
            <TextInput
              label={t("issuer")}
              placeholder={t("issuer_example")}
              withAsterisk
              maxLength={200}
              value={value.issuer}
              onChange={(event) => set({ issuer: event.currentTarget.value })}
              error={blank(value.issuer) ?? problem?.at("/issuer")}
            />
            <AreaPicker
              field
              label={t("mandate_area")}
              required
              value={value.area as never}
              on={today}
              {...(visit.area ? { within: visit.area.id } : {})}
              onChange={(area) => area && set({ area: slim(area) })}
              error={problem?.at("/area")}
            />
            <Group align="flex-start" gap="md">
              {date("from", t("mandate_from"))}
              {date("to", t("mandate_to"))}
            </Group>
          </>
        )}
        {(act === "start" || act === "finish" || act === "close") && date("on", t(`day_${act}`))}
        {(act === "finish" || act === "cancel") && (
          <Textarea
            label={act === "finish" ? `${t("conclusion")} (${common("optional")})` : t("cancel_reason")}
            {...(act === "finish" ? { description: t("conclusion_hint") } : {})}
            withAsterisk={act === "cancel"}
            autosize
            minRows={3}
            maxLength={act === "finish" ? 8000 : 2000}
            value={value.text}
            onChange={(event) => set({ text: event.currentTarget.value })}
            error={
              act === "finish" ? problem?.at("/conclusion") : (blank(value.text) ?? problem?.at("/reason"))
            }
          />
        )}
      </FormPage>
    </Modal>
  );
}

/** What a visit still needs before it can be closed. */
function Missing({ detail }: { detail: VisitDetail }) {
  const t = useTexts(visitTexts);
  const missing = [
    detail.open_questions > 0 && t("missing_answers", { count: detail.open_questions }),
    !detail.conclusion && t("missing_conclusion"),
    !detail.signatures.some((one) => one.side === "team") && t("missing_team"),
    !detail.signatures.some((one) => one.side === "visited") && t("missing_visited"),
  ].filter((one) => one !== false);
  if (missing.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" title={t("missing")}>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {missing.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </Alert>
  );
}
