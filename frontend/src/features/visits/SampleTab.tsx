// The sample of a visit: drawn at random so that anybody can draw it again, then marked household by household.
import {
  Button,
  Checkbox,
  Fieldset,
  NativeSelect,
  Radio,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { IconCheck, IconDice5, IconUserOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asProblem } from "@/api/problem";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { FormPage } from "@/ui/FormPage";
import { formatMoment, formatNumber, NOTHING, parseWhole } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge } from "@/ui/StatusBadge";
import { Kept } from "./Kept";
import { Position, PositionText } from "./Position";
import {
  drawSample,
  markUnit,
  type Place,
  type Sample,
  type SampleUnit,
  samplesQuery,
  type Visit,
  visitsChanged,
} from "./queries";
import { visitTexts } from "./texts";
import { useOutbox } from "./useOutbox";
import classes from "./visits.module.css";

const CLASSES = ["poor", "near_poor", "average", "other"] as const;

/** What is noted of a unit. */
interface Mark {
  seen: SampleUnit["seen"];
  seen_class: (typeof CLASSES)[number] | null;
  note: string;
  /** Sent each time: what isn't sent the server forgets. */
  position: Place | null;
}

export function SampleTab({ visit }: { visit: Visit }) {
  const t = useTexts(visitTexts);
  const samples = useQuery(samplesQuery(visit.id));
  const [drawing, setDrawing] = useState(false);
  if (!samples.data) return <ProblemAlert error={samples.error} />;
  const may = visit.allowed.includes("sample");
  return (
    <section aria-label={t("part_sample")}>
      {samples.data.length === 0 && !may && (
        <Text size="sm" c="dimmed">
          {t(visit.state === "planned" ? "sample_not_yet" : "sample_none")}
        </Text>
      )}
      {may && (drawing || samples.data.length === 0) ? (
        <DrawForm visit={visit} onDone={() => setDrawing(false)} />
      ) : (
        may && (
          <Button
            variant="default"
            mb="md"
            leftSection={<IconDice5 size={18} aria-hidden />}
            onClick={() => setDrawing(true)}
          >
            {t("sample_another")}
          </Button>
        )
      )}
      {samples.data.map((sample) => (
        <SampleList key={sample.id} visit={visit} sample={sample} />
      ))}
    </section>
  );
}

function DrawForm({ visit, onDone }: { visit: Visit; onDone: () => void }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const { value, set, clear } = useDraft(`visits.sample.${visit.id}`, {
    of: "households" as Sample["of"],
    stratify: "village" as Sample["stratify"],
    size: "20",
    seed: "",
    works: "",
    area: visit.areas[0]?.id ?? "",
  });
  const [asked, setAsked] = useState(false);
  const size = parseWhole(value.size);
  const works = value.works
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const draw = useMutation({
    mutationFn: () =>
      drawSample(visit.id, {
        of: value.of,
        stratify: value.of === "works" ? "village" : value.stratify,
        size: size ?? 0,
        ...(value.seed.trim() ? { seed: value.seed.trim() } : {}),
        ...(value.of === "works" ? { works: works.map((name) => ({ name, area: value.area })) } : {}),
      }),
    onSuccess: async () => {
      clear();
      notify(t("sample_drawn"));
      await visitsChanged(client);
      onDone();
    },
  });
  const problem = asProblem(draw.error);
  return (
    <Fieldset legend={t("sample_draw")} mb="lg" maw={620}>
      <FormPage
        submit={t("sample_draw")}
        busy={draw.isPending}
        error={draw.error}
        shown={["/size", "/seed", "/works"]}
        onSubmit={() => {
          setAsked(true);
          if (size && size > 0 && (value.of === "households" || works.length > 0)) draw.mutate();
        }}
      >
        <Text size="sm" c="dimmed">
          {t("sample_text")}
        </Text>
        <Radio.Group
          label={t("sample_of")}
          value={value.of}
          onChange={(of) => set({ of: of as Sample["of"] })}
        >
          <Stack gap={6} mt={4}>
            <Radio value="households" label={t("of_households")} />
            <Radio value="works" label={t("of_works")} />
          </Stack>
        </Radio.Group>
        {value.of === "households" ? (
          <Radio.Group
            label={t("stratify")}
            value={value.stratify}
            onChange={(stratify) => set({ stratify: stratify as Sample["stratify"] })}
          >
            <Stack gap={6} mt={4}>
              <Radio value="village" label={t("by_village")} />
              <Radio value="class" label={t("by_class")} />
            </Stack>
          </Radio.Group>
        ) : (
          <>
            {visit.areas.length > 1 && (
              <NativeSelect
                label={t("works_area")}
                data={visit.areas.map((area) => ({ value: area.id, label: area.name }))}
                value={value.area}
                onChange={(event) => set({ area: event.currentTarget.value })}
              />
            )}
            <Textarea
              label={t("works")}
              description={t("works_hint")}
              autosize
              minRows={4}
              value={value.works}
              onChange={(event) => set({ works: event.currentTarget.value })}
              error={asked && works.length === 0 ? common("required") : problem?.at("/works")}
            />
          </>
        )}
        <TextInput
          label={t("sample_size")}
          inputMode="numeric"
          withAsterisk
          maw={180}
          value={value.size}
          onChange={(event) => set({ size: event.currentTarget.value })}
          error={asked && !(size && size > 0) ? t("bad_size") : problem?.at("/size")}
        />
        <TextInput
          label={`${t("seed")} (${common("optional")})`}
          description={t("seed_hint")}
          maxLength={60}
          value={value.seed}
          onChange={(event) => set({ seed: event.currentTarget.value })}
          error={problem?.at("/seed")}
        />
      </FormPage>
    </Fieldset>
  );
}

function SampleList({ visit, sample }: { visit: Visit; sample: Sample }) {
  const t = useTexts(visitTexts);
  const client = useQueryClient();
  const open = visit.allowed.includes("record");
  const [placing, setPlacing] = useState(false);
  const outbox = useOutbox<Mark>(`visit.${visit.id}.sample.${sample.id}`, async (waiting) => {
    // One after the other: each has a version of its own.
    const [first] = Object.entries(waiting);
    if (!first) return waiting;
    const [id, mark] = first;
    const unit = (client.getQueryData(samplesQuery(visit.id).queryKey) ?? [sample])
      .flatMap((one) => one.units)
      .find((one) => one.id === id);
    if (unit) {
      const saved = await markUnit(visit.id, unit, { ...mark, note: mark.note.trim() || null }).catch(
        async (cause: unknown) => {
          // Somebody of the team was faster: sent again, it takes the place of theirs.
          if (asProblem(cause)?.status === 412) {
            await client.invalidateQueries({ queryKey: samplesQuery(visit.id).queryKey });
          }
          throw cause;
        },
      );
      client.setQueryData(samplesQuery(visit.id).queryKey, (old) =>
        old?.map((one) => ({
          ...one,
          units: one.units.map((other) => (other.id === id ? { ...other, ...saved } : other)),
        })),
      );
    }
    return { [id]: mark };
  });
  const markOf = (unit: SampleUnit): Mark =>
    outbox.waiting[unit.id] ?? {
      seen: unit.seen,
      seen_class: CLASSES.find((one) => one === unit.seen_class) ?? null,
      note: unit.note ?? "",
      position: unit.position ?? null,
    };
  const marks = sample.units.map(markOf);
  const seen = marks.filter((mark) => mark.seen === "seen").length;
  const absent = marks.filter((mark) => mark.seen === "absent").length;
  return (
    <section className={classes.sample} aria-label={t("sample_of_what", { what: t(`of_${sample.of}`) })}>
      <p className={classes.sampleHead}>
        <b>{t("sample_drawn_n", { count: sample.units.length, frame: formatNumber(sample.frame_size) })}</b>{" "}
        {t("sample_seen", { seen, absent, left: sample.units.length - seen - absent })}
        <span className={classes.small}>
          {t(sample.stratify === "class" ? "by_class" : "by_village")} · {t("seed_is")}{" "}
          <code>{sample.seed}</code> · {formatMoment(sample.drawn_at)}
        </span>
      </p>
      {!open && (
        <Text size="sm" c="dimmed" mb="sm">
          {t(visit.state === "mandated" ? "sample_mark_later" : "sample_closed")}
        </Text>
      )}
      {open && (
        <Checkbox
          mb="sm"
          label={t("position_keep")}
          description={t("position_keep_hint")}
          checked={placing}
          onChange={(event) => setPlacing(event.currentTarget.checked)}
        />
      )}
      <ol className={classes.units}>
        {sample.units.map((unit) => (
          <Unit
            key={unit.id}
            unit={unit}
            mark={markOf(unit)}
            open={open}
            placing={placing}
            onChange={(mark) => outbox.put(unit.id, mark)}
          />
        ))}
      </ol>
      {open && <Kept outbox={outbox} />}
    </section>
  );
}

interface UnitProps {
  unit: SampleUnit;
  mark: Mark;
  open: boolean;
  /** Whether positions are being kept. */
  placing: boolean;
  onChange: (mark: Mark) => void;
}

function Unit({ unit, mark, open, placing, onChange }: UnitProps) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const name = unit.head_name ?? unit.work ?? NOTHING;
  const household = unit.household_id != null;
  const differs = household && mark.seen_class !== null && mark.seen_class !== unit.class_then;
  const choose = (seen: Mark["seen"]) => {
    const again = mark.seen === seen ? "pending" : seen;
    const position = again === "pending" ? null : mark.position;
    onChange({ ...mark, seen: again, seen_class: again === "seen" ? mark.seen_class : null, position });
  };
  // A position comes some seconds after it was asked for: what was typed meanwhile stays.
  const now = useRef(mark);
  now.current = mark;
  return (
    <li className={classes.unit} data-seen={mark.seen} data-differs={differs || undefined}>
      <div className={classes.unitHead}>
        <b>
          {unit.seq}. {name}
        </b>
        <span className={classes.small}>{[unit.address, unit.area?.name].filter(Boolean).join(" · ")}</span>
        {household && (
          <span>
            {t("in_register")} <ClassBadge value={unit.class_then ?? null} />
          </span>
        )}
      </div>
      {open ? (
        <div className={classes.unitWork}>
          <div className={classes.choices}>
            {(["seen", "absent"] as const).map((one) => (
              <Button
                key={one}
                variant={mark.seen === one ? "filled" : "default"}
                aria-pressed={mark.seen === one}
                aria-label={`${t(`seen_${one}`)}: ${name}`}
                leftSection={
                  one === "seen" ? <IconCheck size={16} aria-hidden /> : <IconUserOff size={16} aria-hidden />
                }
                onClick={() => choose(one)}
              >
                {t(`seen_${one}`)}
              </Button>
            ))}
            {household && mark.seen === "seen" && (
              <NativeSelect
                aria-label={`${t("seen_class")}: ${name}`}
                value={mark.seen_class ?? ""}
                onChange={(event) => {
                  const chosen = CLASSES.find((one) => one === event.currentTarget.value);
                  onChange({ ...mark, seen_class: chosen ?? null });
                }}
                data={[
                  { value: "", label: t("seen_class") },
                  ...CLASSES.map((one) => ({ value: one, label: common(`class_${one}`) })),
                ]}
              />
            )}
          </div>
          {mark.seen !== "pending" && (
            <Textarea
              aria-label={`${t("note")}: ${name}`}
              placeholder={t("note")}
              autosize
              minRows={1}
              maxLength={2000}
              value={mark.note}
              onChange={(event) => onChange({ ...mark, note: event.currentTarget.value })}
            />
          )}
          {mark.seen !== "pending" && (
            <Position
              place={mark.position}
              name={name}
              taking={placing}
              onChange={(position) => onChange({ ...now.current, position })}
            />
          )}
        </div>
      ) : (
        <div>
          {t(`seen_${mark.seen}`)}
          {mark.seen_class && (
            <>
              {": "}
              <ClassBadge value={mark.seen_class} />
            </>
          )}
          {mark.note && <p className={classes.noted}>{mark.note}</p>}
          {mark.position && (
            <div className={classes.position}>
              <PositionText place={mark.position} />
            </div>
          )}
        </div>
      )}
      {differs && <p className={classes.late}>{t("differs")}</p>}
    </li>
  );
}
