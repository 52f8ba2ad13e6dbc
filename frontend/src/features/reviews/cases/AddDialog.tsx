// Puts a household of the commune on the list: by its request, or because the commune wants it reviewed.
import { Anchor, Button, Group, NativeSelect, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { components } from "@/api/schema";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ClassBadge } from "@/ui/StatusBadge";
import classes from "./cases.module.css";
import { Dialog } from "./Dialog";
import { casesChanged, proceduresQuery, type RoundDetail } from "./queries";
import { caseTexts } from "./texts";

type HouseholdItem = components["schemas"]["HouseholdItem"];

const TYPING_MS = 300;
/** The letters after which the search begins. */
const ENOUGH = 2;
/** As many are shown at once. */
const FOUND = 30;

/** Where a household lives, as far as it helps to tell two of one name apart. */
function whereOf(item: HouseholdItem): string {
  return [item.village?.name, item.address, item.external_id].filter(Boolean).join(" · ");
}

export function AddDialog({ round, onDone }: { round: RoundDetail; onDone: () => void }) {
  const common = useCommon();
  const t = useTexts(caseTexts);
  const { today } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const procedures = useQuery(proceduresQuery);
  const procedure = procedures.data?.find((candidate) => candidate.code === round.procedure);
  const [household, setHousehold] = useState<HouseholdItem | null>(null);
  const [origin, setOrigin] = useState<"requested" | "added">("requested");
  const [requester, setRequester] = useState("");
  const [requestedOn, setRequestedOn] = useState(formatDate(today));
  const [reason, setReason] = useState("");
  const [code, setCode] = useState("");
  const [tries, setTries] = useState(0);
  const reasons = procedure?.reasons ?? [];
  const requested = origin === "requested";
  const day = parseDate(requestedOn);
  const wrongs: Record<string, string> = {};
  if (!household) wrongs["/household_id"] = t("add_pick");
  if (requested && !requester.trim()) wrongs["/requester"] = common("required");
  if (requested && !day) wrongs["/requested_on"] = t("bad_date");
  if (!requested && !reason.trim()) wrongs["/reason"] = common("required");
  if (reasons.length > 0 && !code) wrongs["/reason_code"] = common("required");
  const add = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/cases", {
          params: { path: { id: round.id } },
          body: {
            household_id: household?.id ?? "",
            origin,
            reason_code: reasons.length > 0 ? code : null,
            reason: reason.trim() || null,
            requester: requested ? requester.trim() : null,
            requested_on: requested ? day : null,
          },
        }),
      ),
    onSuccess: async (made) => {
      notify(t("added", { name: made.head_name, code: made.tracking_code }));
      onDone();
      await casesChanged(client);
      await navigate({
        to: "/reviews/$id/cases/$household",
        params: { id: round.id, household: made.household_id },
      } as never);
    },
  });
  const problem = asProblem(add.error);
  const told = (pointer: string) => (tries > 0 ? wrongs[pointer] : undefined) ?? problem?.at(pointer);
  const choose = (item: HouseholdItem) => {
    setHousehold(item);
    if (!requester.trim()) setRequester(item.head_name);
  };
  return (
    <Dialog title={t("add_title")} onDone={onDone}>
      <FormPage
        submit={t("add_do")}
        busy={add.isPending}
        error={add.error}
        shown={["/household_id", "/requester", "/requested_on", "/reason", "/reason_code"]}
        onCancel={onDone}
        onSubmit={() => {
          setTries((n) => n + 1);
          if (Object.keys(wrongs).length === 0) add.mutate();
        }}
      >
        {household ? (
          <div className={classes.panel}>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <div>
                <Text fw={600}>{household.head_name}</Text>
                <Text size="sm" c="dimmed">
                  {whereOf(household)}
                </Text>
              </div>
              <Button size="compact-sm" variant="default" onClick={() => setHousehold(null)}>
                {t("add_other")}
              </Button>
            </Group>
            {told("/household_id") && (
              <Text size="sm" c="var(--mantine-color-error)" role="alert">
                {told("/household_id")}
              </Text>
            )}
          </div>
        ) : (
          <Find commune={round.commune?.id ?? ""} onChoose={choose} error={told("/household_id")} />
        )}
        <Radio.Group
          label={t("add_how")}
          value={origin}
          onChange={(value) => setOrigin(value as "requested" | "added")}
        >
          <Stack gap={8} mt={6}>
            <Radio value="requested" label={t("add_requested")} />
            <Radio value="added" label={t("add_added")} />
          </Stack>
        </Radio.Group>
        {reasons.length > 0 && (
          <NativeSelect
            label={t("reason_code")}
            withAsterisk
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={told("/reason_code")}
            data={[
              { value: "", label: t("choose") },
              ...reasons.map((r) => ({ value: r.code, label: inLanguage(r.name) })),
            ]}
          />
        )}
        {requested && (
          <Group align="flex-start" grow preventGrowOverflow={false} gap="sm">
            <TextInput
              label={t("requester")}
              withAsterisk
              maxLength={120}
              value={requester}
              onChange={(event) => setRequester(event.currentTarget.value)}
              error={told("/requester")}
            />
            <DateField
              label={t("requested_on")}
              withAsterisk
              value={requestedOn}
              onChange={setRequestedOn}
              error={told("/requested_on")}
            />
          </Group>
        )}
        <Textarea
          label={requested ? `${t("reason")} (${common("optional")})` : t("reason")}
          withAsterisk={!requested}
          rows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={told("/reason")}
        />
      </FormPage>
    </Dialog>
  );
}

interface FindProps {
  commune: string;
  onChoose: (item: HouseholdItem) => void;
  error: string | undefined;
}

/** Finds a household of the commune by its head's name. */
function Find({ commune, onChoose, error }: FindProps) {
  const t = useTexts(caseTexts);
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const found = useQuery({
    queryKey: ["households", "find", commune, q],
    queryFn: ({ signal }) => {
      const query = { area: commune, q, status: "active", limit: FOUND, count: true };
      return ok(api.GET("/api/v1/households", { params: { query }, signal }));
    },
    enabled: q.length >= ENOUGH,
    placeholderData: keepPreviousData,
  });
  const items = q.length >= ENOUGH ? (found.data?.items ?? []) : [];
  const total = found.data?.total ?? 0;
  return (
    <Stack gap={6}>
      <TextInput
        label={t("add_find")}
        description={t("add_find_hint")}
        data-autofocus
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={error ?? asProblem(found.error)?.message}
      />
      {items.length > 0 && (
        <ul className={classes.foundList}>
          {items.map((item) => (
            <li key={item.id}>
              <button type="button" className={classes.found} onClick={() => onChoose(item)}>
                <span>
                  <b>{item.head_name}</b>
                  <br />
                  <span className={classes.quiet}>{whereOf(item)}</span>
                </span>
                <ClassBadge value={item.class ?? null} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {q.length >= ENOUGH && found.data && items.length === 0 && (
        <Text size="sm" role="status">
          {t("add_found_none")}
        </Text>
      )}
      {items.length > 0 && total > items.length && (
        <Text size="xs" c="dimmed">
          {t("add_found_many", { shown: items.length, total })}
        </Text>
      )}
      <Anchor component={Link} to="/households/new" search={{ area: commune } as never} size="sm">
        {t("add_new")}
      </Anchor>
      <Text size="xs" c="dimmed" mt={-4}>
        {t("add_new_hint")}
      </Text>
    </Stack>
  );
}
