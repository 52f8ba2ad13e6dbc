// Asks the units of an area for a form.
import { Checkbox, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { likelyPeriod, periodsOf, periodWords } from "./periods";
import { reportChanged, type TemplateRow, templatesQuery } from "./queries";
import classes from "./reports.module.css";
import { reportTexts } from "./texts";

const SHOWN = ["/template", "/period", "/area", "/due_on", "/document"];

export function OpenDialog({ onClose }: { onClose: () => void }) {
  const common = useCommon();
  const t = useTexts(reportTexts);
  const templates = useQuery(templatesQuery);
  return (
    <Modal
      opened
      onClose={() => {
        // Escape is for the choice of an area alone while that stands in front.
        if (document.querySelectorAll("[role=dialog]").length < 2) onClose();
      }}
      title={t("open_round")}
      size={600}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {templates.data && <Form templates={templates.data} onClose={onClose} />}
    </Modal>
  );
}

function Form({ templates, onClose }: { templates: readonly TemplateRow[]; onClose: () => void }) {
  const common = useCommon();
  const t = useTexts(reportTexts);
  const me = useMe();
  const home = homeOf(me);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { today, area: here } = usePlace();
  const thisYear = Number(today.slice(0, 4));
  const [code, setCode] = useState(templates[0]?.code ?? "");
  const [year, setYear] = useState(thisYear);
  const [chosen, setChosen] = useState<string | null>(null);
  const [area, setArea] = useState<PickedArea | null>(here ?? home);
  const [due, setDue] = useState("");
  const [document_, setDocument] = useState("");
  const [levels, setLevels] = useState<readonly string[]>(["commune"]);
  const [asked, setAsked] = useState(false);
  const template = templates.find((one) => one.code === code);
  const periods = periodsOf(template?.frequencies ?? [], year);
  const period = chosen && periods.includes(chosen) ? chosen : (likelyPeriod(periods, today) ?? "");
  const dueOn = parseDate(due);
  const below = (["province", "commune"] as const).filter(
    (level) => template?.levels.includes(level) && level !== area?.level,
  );
  const open = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/report-rounds", {
          body: {
            template: code,
            period,
            area: area?.id ?? "",
            due_on: dueOn ?? "",
            levels: below.filter((level) => levels.includes(level)),
            document: document_.trim() || null,
          },
        }),
      ),
    onSuccess: async (made) => {
      notify(t("opened_done"));
      onClose();
      await navigate({ to: "/reports/rounds/$id", params: { id: made.round.id } });
      await reportChanged(client);
    },
  });
  const problem = asProblem(open.error);
  return (
    <FormPage
      submit={t("open_do")}
      busy={open.isPending}
      error={open.error}
      shown={SHOWN}
      onCancel={onClose}
      width={600}
      onSubmit={() => {
        setAsked(true);
        if (template && period && area && dueOn) open.mutate();
      }}
    >
      <NativeSelect
        label={t("template")}
        withAsterisk
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        data={templates.map((one) => ({
          value: one.code,
          label: [one.form_no, inLanguage(one.name)].filter(Boolean).join(" – "),
        }))}
        error={problem?.at("/template")}
      />
      {template && !template.verified && (
        <span>
          <UnverifiedBadge />
        </span>
      )}
      <div className={classes.pair}>
        <NativeSelect
          label={t("year")}
          value={String(year)}
          onChange={(event) => setYear(Number(event.currentTarget.value))}
          data={[thisYear, thisYear - 1].map(String)}
        />
        <NativeSelect
          label={t("period")}
          withAsterisk
          value={period}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={periods.map((one) => ({ value: one, label: periodWords(t, one) }))}
          error={problem?.at("/period")}
        />
      </div>
      <AreaPicker
        field
        required
        label={t("for_area")}
        value={area}
        on={today}
        home={home}
        {...(home ? { within: home.id } : {})}
        onChange={setArea}
        error={asked && !area ? common("required") : problem?.at("/area")}
      />
      {below.length > 1 && (
        <Checkbox.Group label={t("levels")} value={[...levels]} onChange={setLevels}>
          <div className={classes.checks}>
            {below.map((level) => (
              <Checkbox key={level} value={level} label={t(`level_${level}`)} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <div className={classes.pair}>
        <DateField
          label={t("due")}
          withAsterisk
          value={due}
          onChange={setDue}
          error={asked && !dueOn ? t("bad_date") : problem?.at("/due_on")}
        />
        <TextInput
          label={`${t("document")} (${common("optional")})`}
          placeholder="120/UBND-KGVX"
          maxLength={200}
          value={document_}
          onChange={(event) => setDocument(event.currentTarget.value)}
          error={problem?.at("/document")}
        />
      </div>
    </FormPage>
  );
}
