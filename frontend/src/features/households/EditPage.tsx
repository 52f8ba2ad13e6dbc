// The form of a household: a new one, or a known one with its members.
import { Alert, Button, Fieldset, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem, type ProblemError } from "@/api/problem";
import type { AreaRef } from "@/api/types";
import { Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { parseDate } from "@/ui/format";
import { dropDraft, keepDraft, keptDraft } from "@/ui/kept";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import {
  differences,
  draftOf,
  emptyDraft,
  type HouseholdDraft,
  type HouseholdField,
  inputOf,
  MEMBER_FIELDS,
  rebase,
  wrongsOf,
} from "./draft";
import { MembersForm } from "./MembersForm";
import { type HouseholdView, householdChanged, householdQuery } from "./queries";
import { StaleNotice } from "./StaleNotice";
import { householdTexts } from "./texts";
import { VillageField } from "./VillageField";

const route = getRouteApi("/shell/households/$id/edit");
const NEW = "household.new";

/** The commune of a place that is one, or lies in one. */
function communeOf(area: PickedArea | null): PickedArea | null {
  if (!area) return null;
  if (area.level === "commune") return area;
  const above = area.ancestors?.findIndex((unit) => unit.level === "commune") ?? -1;
  const commune = above >= 0 ? area.ancestors?.[above] : undefined;
  return commune ? { ...commune, ancestors: area.ancestors?.slice(0, above) ?? [] } : null;
}

interface NewDraft {
  area: PickedArea | null;
  draft: HouseholdDraft;
}

export function NewPage() {
  const t = useTexts(householdTexts);
  const place = usePlace();
  // The place of the address is the first proposal, so it has to be known first.
  if (place.areaId && !place.area && !place.areaError) return <Pending />;
  return (
    <>
      <PageHeader title={t("new_title")} back={{ to: "/households", label: t("title") }} />
      <NewHousehold proposed={place.area} />
    </>
  );
}

function NewHousehold({ proposed }: { proposed: PickedArea | null }) {
  const t = useTexts(householdTexts);
  const me = useMe();
  const { today } = usePlace();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const fresh = (): NewDraft => ({
    area: communeOf(proposed),
    draft: { ...emptyDraft(), village_id: proposed?.level === "village" ? proposed.id : "" },
  });
  const [restored, setRestored] = useState(() => keptDraft<NewDraft>(NEW, me.id));
  const [{ area, draft }, setState] = useState<NewDraft>(() => restored ?? fresh());
  const home = homeOf(me);
  const change = (part: Partial<NewDraft>) =>
    setState((old) => {
      const next = { ...old, ...part };
      keepDraft(NEW, me.id, next);
      return next;
    });
  const create = useMutation({
    mutationFn: () => ok(api.POST("/api/v1/households", { body: inputOf(draft, area?.id ?? "", null) })),
    onSuccess: async (made) => {
      dropDraft(NEW);
      queryClient.setQueryData(householdQuery(made.id).queryKey, made);
      await householdChanged(queryClient);
      notify(t("created", { name: made.head_name }));
      await navigate({ to: "/households/$id", params: { id: made.id } });
    },
  });
  return (
    <>
      {restored && (
        <Restored
          onDrop={() => {
            dropDraft(NEW);
            setRestored(null);
            setState(fresh());
          }}
        />
      )}
      <HouseholdForm
        draft={draft}
        onChange={(next) => change({ draft: next })}
        area={area}
        onArea={(next) => change({ area: next, draft: { ...draft, village_id: "" } })}
        home={home}
        submit={t("create")}
        today={today}
        busy={create.isPending}
        error={create.error}
        onSubmit={() => create.mutate()}
        onCancel={() => {
          dropDraft(NEW);
          void navigate({ to: "/households" });
        }}
      />
    </>
  );
}

export function EditPage() {
  const { id } = route.useParams();
  const household = useQuery(householdQuery(id));
  if (household.error) return <ProblemAlert error={household.error} />;
  if (!household.data) return <Pending />;
  return <Editing household={household.data} />;
}

/** What is kept of a change: where it began, and how far it is. */
interface KeptEdit {
  version: number;
  base: HouseholdDraft;
  draft: HouseholdDraft;
}

function Editing({ household }: { household: HouseholdView }) {
  const t = useTexts(householdTexts);
  const me = useMe();
  const { today } = usePlace();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const name = `household.${household.id}`;
  const fresh = (): KeptEdit => {
    const base = draftOf(household);
    return { version: household.version, base, draft: base };
  };
  const [restored, setRestored] = useState(() => keptDraft<KeptEdit>(name, me.id));
  const [edit, setEdit] = useState<KeptEdit>(() => restored ?? fresh());
  const back = () => navigate({ to: "/households/$id", params: { id: household.id } });
  const keep = (next: KeptEdit) => {
    setEdit(next);
    keepDraft(name, me.id, next);
  };
  const startAnew = () => {
    dropDraft(name);
    setRestored(null);
    setEdit(fresh());
  };
  const save = useMutation({
    mutationFn: () =>
      ok(
        api.PUT("/api/v1/households/{id}", {
          params: { path: { id: household.id }, header: ifMatch(edit.version) },
          body: inputOf(edit.draft, household.commune?.id ?? "", edit.base),
        }),
      ),
    onSuccess: async (saved) => {
      dropDraft(name);
      queryClient.setQueryData(householdQuery(saved.id).queryKey, saved);
      await householdChanged(queryClient);
      notify(t("saved"));
      await back();
    },
    onError: async (error) => {
      // Late: the household as it is now shows what differs.
      if (asProblem(error)?.status === 412) {
        await queryClient.invalidateQueries({ queryKey: householdQuery(household.id).queryKey });
      }
    },
  });
  const stale = household.version !== edit.version && !save.isPending && !save.isSuccess;
  const theirs = stale ? draftOf(household) : null;
  return (
    <>
      <PageHeader
        title={t("edit_title", { name: household.head_name })}
        back={{ to: `/households/${household.id}`, label: household.head_name }}
      />
      {restored && !stale && <Restored onDrop={startAnew} />}
      {theirs && (
        <StaleNotice
          differences={differences(edit.draft, theirs)}
          onRebase={() => {
            const draft = rebase(edit.base, edit.draft, theirs);
            keep({ version: household.version, base: theirs, draft });
            save.reset();
            notify(t("stale_rebased"));
          }}
          onDiscard={() => {
            save.reset();
            startAnew();
          }}
        />
      )}
      <HouseholdForm
        draft={edit.draft}
        onChange={(draft) => keep({ ...edit, draft })}
        area={household.commune ?? null}
        village={household.village ?? null}
        home={null}
        today={today}
        busy={save.isPending}
        error={stale ? null : save.error}
        blocked={stale}
        onSubmit={() => save.mutate()}
        onCancel={() => {
          dropDraft(name);
          void back();
        }}
      />
    </>
  );
}

function Restored({ onDrop }: { onDrop: () => void }) {
  const t = useTexts(householdTexts);
  return (
    <Alert color="blue" icon={<IconDeviceFloppy />} mb="md" role="status">
      <Group gap="sm">
        <Text size="sm">{t("draft_restored")}</Text>
        <Button size="compact-sm" variant="default" onClick={onDrop}>
          {t("draft_drop")}
        </Button>
      </Group>
    </Alert>
  );
}

interface FormProps {
  draft: HouseholdDraft;
  onChange: (draft: HouseholdDraft) => void;
  area: PickedArea | null;
  /** Only a new household chooses its commune. */
  onArea?: (area: PickedArea | null) => void;
  /** The village it has now, which may be none of today's any more. */
  village?: AreaRef | null;
  home: AreaRef | null;
  submit?: string;
  today: string;
  busy: boolean;
  error: unknown;
  /** Somebody else's change has to be met first. */
  blocked?: boolean;
  onSubmit: () => void;
  onCancel: () => void;
}

function HouseholdForm(props: FormProps) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const { draft, area } = props;
  const form = useRef<HTMLDivElement>(null);
  // Counts the tries to save: what is wrong is told from the first one on.
  const [tries, setTries] = useState(0);
  const problem = asProblem(props.error);
  const wrongs = tries > 0 ? wrongsOf(draft) : {};
  const told = (pointer: string): string | undefined => {
    const wrong = wrongs[pointer];
    if (wrong) return wrong === "required" ? common("required") : t(wrong);
    return problem?.at(pointer);
  };
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries]);
  const set = (field: HouseholdField) => (text: string) => props.onChange({ ...draft, [field]: text });
  const on = parseDate(draft.on) ?? props.today;
  const areaError = tries > 0 && !area ? common("required") : told("/area");

  return (
    <div ref={form}>
      <FormPage
        width={1200}
        busy={props.busy}
        error={props.error}
        shown={shownPointers(problem, draft.members.length)}
        {...(props.submit ? { submit: props.submit } : {})}
        onCancel={props.onCancel}
        onSubmit={() => {
          setTries((n) => n + 1);
          if (Object.keys(wrongsOf(draft)).length === 0 && area && !props.blocked) props.onSubmit();
        }}
      >
        <Fieldset legend={t("place")}>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm" verticalSpacing="sm">
            {props.onArea ? (
              <AreaPicker
                field
                required
                label={t("area")}
                level="commune"
                value={area}
                on={on}
                home={props.home}
                {...(props.home ? { within: props.home.id } : {})}
                onChange={props.onArea}
                error={areaError}
              />
            ) : (
              <TextInput
                label={t("area")}
                description={t("area_fixed")}
                inputWrapperOrder={["label", "input", "description", "error"]}
                value={area?.name ?? ""}
                readOnly
                variant="filled"
                error={areaError}
              />
            )}
            <VillageField
              commune={area}
              on={on}
              village={props.village ?? null}
              value={draft.village_id}
              onChange={set("village_id")}
              error={told("/village_id")}
            />
            <TextInput
              label={t("address")}
              maxLength={300}
              value={draft.address}
              onChange={(event) => set("address")(event.currentTarget.value)}
              error={told("/address")}
            />
            <TextInput
              label={t("code")}
              description={t("code_hint")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              maxLength={60}
              autoComplete="off"
              value={draft.external_id}
              onChange={(event) => set("external_id")(event.currentTarget.value)}
              error={told("/external_id")}
            />
            <TextInput
              label={t("member_count")}
              description={t("member_count_hint")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              inputMode="numeric"
              maxLength={3}
              autoComplete="off"
              value={draft.member_count}
              onChange={(event) => set("member_count")(event.currentTarget.value)}
              error={told("/member_count")}
            />
            <DateField
              label={t(props.onArea ? "entry_on" : "change_on")}
              description={t("change_on_hint")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              maw="100%"
              value={draft.on}
              onChange={set("on")}
              error={told("/on")}
            />
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend={t("members_title")}>
          <Stack gap={8}>
            {told("/members") && (
              <Text size="sm" c="var(--mantine-color-error)" role="alert">
                {told("/members")}
              </Text>
            )}
            <MembersForm
              members={draft.members}
              today={props.today}
              told={told}
              onChange={(members) => props.onChange({ ...draft, members })}
            />
          </Stack>
        </Fieldset>
        <Text size="xs" c="dimmed">
          {t("draft_kept")}
        </Text>
      </FormPage>
    </div>
  );
}

/** The pointers that stand at their fields. */
function shownPointers(problem: ProblemError | null, members: number): string[] {
  if (!problem) return [];
  const own = ["area", "village_id", "address", "external_id", "member_count", "on", "members"];
  const fields = MEMBER_FIELDS.map((field) => (field === "born" ? "birth_date" : field));
  return [
    ...own.map((field) => `/${field}`),
    ...Array.from({ length: members }, (_, i) => fields.map((field) => `/members/${i}/${field}`)).flat(),
  ];
}
