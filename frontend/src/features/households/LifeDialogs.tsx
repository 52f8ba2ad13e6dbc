// What happens to a whole household: it moves, splits, takes in another, or is no more.
import {
  Alert,
  Button,
  Checkbox,
  Modal,
  NativeSelect,
  Radio,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import type { LifeAction } from "./DetailPage";
import { type HouseholdItem, type HouseholdView, householdChanged, householdQuery } from "./queries";
import { householdTexts } from "./texts";
import { VillageField } from "./VillageField";
import { formatBirth, whereOf } from "./words";

interface Props {
  household: HouseholdView;
  onDone: () => void;
}

export function LifeDialog({ action, ...props }: Props & { action: LifeAction }) {
  const Body = { move: Move, split: Split, merge: Merge, dissolve: Dissolve }[action];
  const common = useCommon();
  const t = useTexts(householdTexts);
  return (
    <Modal
      opened
      onClose={props.onDone}
      title={t(`${action}_title`, { name: props.household.head_name })}
      size={560}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Body {...props} />
    </Modal>
  );
}

/** The day of an event: as typed, read, and what is wrong with it. */
function useDay() {
  const t = useTexts(householdTexts);
  const { today } = usePlace();
  const [text, setText] = useState(formatDate(today));
  const [asked, setAsked] = useState(false);
  const day = parseDate(text);
  return {
    text,
    setText,
    day,
    ask: () => setAsked(true),
    asked,
    wrong: asked && !day ? t("bad_date") : undefined,
  };
}

interface EventProps {
  hint: string;
  submit: string;
  day: ReturnType<typeof useDay>;
  busy: boolean;
  error: unknown;
  shown: readonly string[];
  household: HouseholdView;
  onSubmit: () => void;
  onDone: () => void;
  children: ReactNode;
}

/** The form of an event: its own fields, and its day. */
function EventForm(props: EventProps) {
  const t = useTexts(householdTexts);
  const queryClient = useQueryClient();
  const { day } = props;
  const problem = asProblem(props.error);
  const stale = problem?.status === 412;
  return (
    <FormPage
      submit={props.submit}
      busy={props.busy}
      error={stale ? null : props.error}
      shown={["/on", ...props.shown]}
      onCancel={props.onDone}
      onSubmit={() => {
        day.ask();
        props.onSubmit();
      }}
    >
      <Text size="sm" c="dimmed">
        {props.hint}
      </Text>
      {stale && problem.currentVersion !== props.household.version && (
        <Alert color="yellow" role="alert">
          <Text size="sm" mb={6}>
            {t("stale_dialog")}
          </Text>
          <Button
            size="compact-sm"
            onClick={() =>
              void queryClient.invalidateQueries({ queryKey: householdQuery(props.household.id).queryKey })
            }
          >
            {t("stale_reload")}
          </Button>
        </Alert>
      )}
      {props.children}
      <DateField
        label={t("on_day")}
        description={t("on_day_hint")}
        value={day.text}
        onChange={day.setText}
        error={day.wrong ?? problem?.at("/on")}
      />
    </FormPage>
  );
}

function useDone(onDone: () => void, said: string) {
  const queryClient = useQueryClient();
  return async () => {
    notify(said);
    onDone();
    await householdChanged(queryClient);
  };
}

function Move({ household, onDone }: Props) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const { today } = usePlace();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const done = useDone(onDone, t("moved"));
  const day = useDay();
  const [area, setArea] = useState<PickedArea | null>(household.commune ?? null);
  const [village, setVillage] = useState("");
  const [document, setDocument] = useState("");
  const move = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/households/{id}/move", {
          params: { path: { id: household.id }, header: ifMatch(household.version) },
          body: {
            area: area?.id ?? "",
            village_id: village || null,
            on: day.day ?? "",
            document: document.trim() || null,
          },
        }),
      ),
    onSuccess: async (moved) => {
      if (moved) return done();
      // 204: it lies outside the user's areas now and can't be read here any more.
      notify(t("moved_out_of_sight"));
      onDone();
      await navigate({ to: "/households" });
      queryClient.removeQueries({ queryKey: ["households"] });
    },
  });
  const problem = asProblem(move.error);
  const elsewhere =
    area?.id !== household.commune?.id || (village !== "" && village !== household.village?.id);
  return (
    <EventForm
      hint={t("move_hint")}
      submit={t("move")}
      day={day}
      busy={move.isPending}
      error={move.error}
      shown={["/area", "/village_id", "/document"]}
      household={household}
      onDone={onDone}
      onSubmit={() => {
        if (area && day.day && elsewhere) move.mutate();
      }}
    >
      <AreaPicker
        field
        required
        label={t("move_to")}
        level="commune"
        value={area}
        on={day.day ?? today}
        onChange={(next) => {
          setArea(next);
          setVillage("");
        }}
        error={
          (day.asked && !area && common("required")) ||
          (day.asked && !elsewhere && t("move_nowhere")) ||
          problem?.at("/area")
        }
      />
      <VillageField
        commune={area}
        on={day.day ?? today}
        value={village}
        onChange={setVillage}
        error={problem?.at("/village_id")}
      />
      <TextInput
        label={`${t("document")} (${common("optional")})`}
        maxLength={200}
        value={document}
        onChange={(event) => setDocument(event.currentTarget.value)}
        error={problem?.at("/document")}
      />
    </EventForm>
  );
}

function Split({ household, onDone }: Props) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const day = useDay();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [head, setHead] = useState("");
  const [address, setAddress] = useState("");
  const others = household.members.filter((member) => !member.left_on && member.relation !== "head");
  const leaving = others.filter((member) => chosen.includes(member.id));
  const newHead = leaving.some((member) => member.id === head) ? head : "";
  const split = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/households/{id}/split", {
          params: { path: { id: household.id }, header: ifMatch(household.version) },
          body: {
            member_ids: leaving.map((member) => member.id),
            head_id: newHead,
            on: day.day ?? "",
            address: address.trim() || null,
          },
        }),
      ),
    onSuccess: async (made) => {
      notify(t("did_split"));
      onDone();
      await householdChanged(queryClient);
      await navigate({ to: "/households/$id", params: { id: made.id } });
    },
  });
  const problem = asProblem(split.error);
  if (others.length === 0) return <Text size="sm">{t("split_alone")}</Text>;
  return (
    <EventForm
      hint={t("split_hint")}
      submit={t("split")}
      day={day}
      busy={split.isPending}
      error={split.error}
      shown={["/member_ids", "/head_id", "/address"]}
      household={household}
      onDone={onDone}
      onSubmit={() => {
        if (day.day && newHead) split.mutate();
      }}
    >
      <Checkbox.Group
        label={t("split_who")}
        withAsterisk
        value={[...chosen]}
        onChange={setChosen}
        error={(day.asked && leaving.length === 0 && t("split_none")) || problem?.at("/member_ids")}
      >
        <Stack gap={6} mt={4}>
          {others.map((member) => (
            <Checkbox
              key={member.id}
              value={member.id}
              label={`${member.name}, ${t(`rel_${member.relation}` as "rel_other")}, ${formatBirth(member.birth_date, member.birth_precision)}`}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <NativeSelect
        label={t("split_head")}
        withAsterisk
        value={newHead}
        disabled={leaving.length === 0}
        onChange={(event) => setHead(event.currentTarget.value)}
        data={[
          { value: "", label: t("split_pick_head") },
          ...leaving.map((member) => ({ value: member.id, label: member.name })),
        ]}
        error={(day.asked && leaving.length > 0 && !newHead && common("required")) || problem?.at("/head_id")}
      />
      <TextInput
        label={`${t("split_address")} (${common("optional")})`}
        description={t("split_address_hint")}
        maxLength={300}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
        error={problem?.at("/address")}
      />
    </EventForm>
  );
}

const TYPING_MS = 300;
/** The letters after which the search begins. */
const ENOUGH = 2;
/** As many are shown at once. */
const FOUND = 50;

function Merge({ household, onDone }: Props) {
  const t = useTexts(householdTexts);
  const done = useDone(onDone, t("did_merge"));
  const day = useDay();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [other, setOther] = useState<HouseholdItem | null>(null);
  // The whole of what the user may see: the other household may live in another commune.
  const found = useQuery({
    queryKey: ["households", "find", q],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/households", { params: { query: { q, limit: FOUND, count: true } }, signal })),
    enabled: q.length >= ENOUGH,
  });
  // Of the same name many may be found; those of its commune are the likeliest.
  const near = (item: HouseholdItem) => Number(item.commune?.id === household.commune?.id);
  const choices = (found.data?.items ?? [])
    .filter((item) => item.id !== household.id)
    .sort((a, b) => near(b) - near(a));
  const total = found.data?.total ?? 0;
  const merge = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/households/{id}/merge", {
          params: { path: { id: household.id }, header: ifMatch(household.version) },
          body: { other_id: other?.id ?? "", on: day.day ?? "" },
        }),
      ),
    onSuccess: done,
  });
  const problem = asProblem(merge.error);
  return (
    <EventForm
      hint={t("merge_hint")}
      submit={t("merge")}
      day={day}
      busy={merge.isPending}
      error={merge.error}
      shown={["/other_id"]}
      household={household}
      onDone={onDone}
      onSubmit={() => {
        if (day.day && other) merge.mutate();
      }}
    >
      <TextInput
        data-autofocus
        label={t("merge_other")}
        withAsterisk
        placeholder={t("merge_search")}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={(day.asked && !other && t("merge_pick")) || problem?.at("/other_id")}
      />
      {found.isSuccess && choices.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("merge_none")}
        </Text>
      )}
      {total > FOUND && (
        <Text size="sm" c="dimmed">
          {t("merge_many", { shown: FOUND, total })}
        </Text>
      )}
      <Radio.Group
        label={choices.length > 0 ? t("merge_found") : undefined}
        value={other?.id ?? ""}
        onChange={(id) => setOther(choices.find((item) => item.id === id) ?? null)}
      >
        <Stack gap={6}>
          {choices.map((item) => (
            <Radio
              key={item.id}
              value={item.id}
              label={`${item.head_name} (${t("people", { count: item.member_count })})`}
              description={[whereOf(item, true), item.external_id].filter(Boolean).join(" · ")}
            />
          ))}
        </Stack>
      </Radio.Group>
    </EventForm>
  );
}

function Dissolve({ household, onDone }: Props) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const done = useDone(onDone, t("did_dissolve"));
  const day = useDay();
  const [reason, setReason] = useState("");
  const dissolve = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/households/{id}/dissolve", {
          params: { path: { id: household.id }, header: ifMatch(household.version) },
          body: { reason: reason.trim(), on: day.day ?? "" },
        }),
      ),
    onSuccess: done,
  });
  const problem = asProblem(dissolve.error);
  return (
    <EventForm
      hint={t("dissolve_hint")}
      submit={t("dissolve")}
      day={day}
      busy={dissolve.isPending}
      error={dissolve.error}
      shown={["/reason"]}
      household={household}
      onDone={onDone}
      onSubmit={() => {
        if (day.day && reason.trim()) dissolve.mutate();
      }}
    >
      <Textarea
        data-autofocus
        label={t("dissolve_reason")}
        description={t("dissolve_reason_hint")}
        withAsterisk
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={(day.asked && !reason.trim() && common("required")) || problem?.at("/reason")}
      />
    </EventForm>
  );
}
