// Complaints while the list is up: taken in with their deadline, re-checked, decided.
import {
  Alert,
  Anchor,
  Button,
  Group,
  Loader,
  Modal,
  Radio,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { FormPage } from "@/ui/FormPage";
import { formatDate, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { DayField } from "./ActForm";
import { caseQuery, complaintsQuery } from "./cases/queries";
import { HouseholdSearch, type PickedHousehold } from "./HouseholdSearch";
import { type ComplaintView, postingsQuery, type RoundDetail, roundChanged } from "./queries";
import classes from "./reviews.module.css";
import { reviewTexts } from "./texts";
import { useDraft } from "./useDraft";

export function Complaints({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const { today } = usePlace();
  const complaints = useQuery(complaintsQuery(round.id));
  const [adding, setAdding] = useState(false);
  const [deciding, setDeciding] = useState<ComplaintView | null>(null);
  const may = round.allowed.includes("decide_complaint");
  return (
    <section className={classes.part}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t("complaints")}</Title>
        {round.allowed.includes("complain") && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t("complain")}
          </Button>
        )}
      </Group>
      <ProblemAlert error={complaints.error} />
      {complaints.isPending && <Loader size="sm" role="status" aria-label={common("loading")} />}
      {complaints.data && (
        <DataTable
          label={t("complaints")}
          rows={complaints.data}
          rowKey={(complaint) => complaint.id}
          empty={
            <Text size="sm" c="dimmed">
              {t(round.up_until ? "no_complaints" : "no_complaints_yet")}
            </Text>
          }
          columns={[
            {
              key: "head",
              head: t("about"),
              phone: "title",
              cell: (complaint) => (
                <Anchor component={Link} to={`/reviews/${round.id}/cases/${complaint.household_id}`} inherit>
                  {complaint.head_name}
                </Anchor>
              ),
            },
            { key: "by", head: t("complainant"), cell: (complaint) => complaint.complainant },
            {
              key: "text",
              head: t("complaint_text"),
              phone: "text",
              width: "34%",
              cell: (complaint) => (
                <>
                  {complaint.text}
                  {complaint.answer && (
                    <Text size="sm" c="dimmed">
                      {t("answered", { answer: complaint.answer })}
                    </Text>
                  )}
                </>
              ),
            },
            {
              key: "received",
              head: t("received_on"),
              nowrap: true,
              cell: (complaint) => formatDate(complaint.received_on),
            },
            {
              key: "due",
              head: t("recheck_by"),
              nowrap: true,
              cell: (complaint) =>
                !complaint.outcome && complaint.due_on < today ? (
                  <b className={classes.red}>{formatDate(complaint.due_on)}</b>
                ) : (
                  formatDate(complaint.due_on)
                ),
            },
            {
              key: "outcome",
              head: t("outcome"),
              cell: (complaint) =>
                complaint.outcome ? (
                  <span>
                    <StatusBadge tone={complaint.outcome === "upheld" ? "good" : "neutral"}>
                      {t(complaint.outcome === "upheld" ? "upheld" : "rejected")}
                    </StatusBadge>{" "}
                    <small>{formatDate(complaint.decided_on)}</small>
                  </span>
                ) : may ? (
                  <Button size="compact-sm" onClick={() => setDeciding(complaint)}>
                    {t("decide")}
                  </Button>
                ) : (
                  <StatusBadge tone="warning">{t("open_complaint")}</StatusBadge>
                ),
            },
          ]}
        />
      )}
      {adding && <ComplaintDialog round={round} onClose={() => setAdding(false)} />}
      {deciding && <DecisionDialog round={round} complaint={deciding} onClose={() => setDeciding(null)} />}
    </section>
  );
}

function ComplaintDialog({ round, onClose }: { round: RoundDetail; onClose: () => void }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const { today } = usePlace();
  const client = useQueryClient();
  const { value, set, clear } = useDraft(`${round.id}.complaint`, {
    household: null as PickedHousehold | null,
    complainant: "",
    received_on: formatDate(today),
    text: "",
  });
  const postings = useQuery(postingsQuery(round.id));
  const first = postings.data?.filter((posting) => !posting.again).at(-1)?.posted_on ?? round.since;
  const [asked, setAsked] = useState(false);
  const received = parseDate(value.received_on);
  const save = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/complaints", {
          params: { path: { id: round.id } },
          body: {
            household_id: value.household?.id ?? "",
            complainant: value.complainant.trim(),
            received_on: received ?? "",
            text: value.text.trim(),
          },
        }),
      ),
    onSuccess: async (made) => {
      notify(t("complained", { due: formatDate(made.due_on) }));
      clear();
      onClose();
      await roundChanged(client);
    },
    onError: (error) => {
      if (asProblem(error)?.status === 409) void roundChanged(client);
    },
  });
  const problem = asProblem(save.error);
  const complete = value.household && value.complainant.trim() && received && value.text.trim();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("complain")}
      size={560}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FormPage
        submit={t("complain_do")}
        busy={save.isPending}
        error={save.error}
        shown={["/household_id", "/complainant", "/received_on", "/text"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (complete) save.mutate();
        }}
      >
        <HouseholdSearch
          label={t("about_household")}
          hint={t("about_household_hint")}
          commune={round.commune?.id ?? ""}
          value={value.household}
          onChange={(household) => set({ household })}
          error={asked && !value.household ? common("required") : problem?.at("/household_id")}
        />
        <TextInput
          label={t("complainant")}
          withAsterisk
          maxLength={120}
          value={value.complainant}
          onChange={(event) => set({ complainant: event.currentTarget.value })}
          error={asked && !value.complainant.trim() ? common("required") : problem?.at("/complainant")}
        />
        <DayField
          label={t("received_on")}
          since={first}
          value={value.received_on}
          onChange={(received_on) => set({ received_on })}
          error={asked && !received ? t("bad_date") : problem?.at("/received_on")}
        />
        <Textarea
          label={t("complaint_text")}
          withAsterisk
          autosize
          minRows={3}
          maxLength={4000}
          value={value.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
          error={asked && !value.text.trim() ? common("required") : problem?.at("/text")}
        />
      </FormPage>
    </Modal>
  );
}

function DecisionDialog({
  round,
  complaint,
  onClose,
}: {
  round: RoundDetail;
  complaint: ComplaintView;
  onClose: () => void;
}) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const { today } = usePlace();
  const client = useQueryClient();
  const found = useQuery(caseQuery(round.id, complaint.household_id));
  const { value, set, clear } = useDraft(`${round.id}.decision.${complaint.id}`, {
    upheld: "",
    decided_on: formatDate(today),
    answer: "",
  });
  const [asked, setAsked] = useState(false);
  const decided = parseDate(value.decided_on);
  const save = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/complaints/{complaint}/decision", {
          params: { path: { id: round.id, complaint: complaint.id } },
          body: {
            upheld: value.upheld === "upheld",
            decided_on: decided ?? "",
            answer: value.answer.trim(),
          },
        }),
      ),
    onSuccess: async () => {
      notify(t("decided"));
      clear();
      onClose();
      await roundChanged(client);
    },
    onError: (error) => {
      if (asProblem(error)?.status === 409) void roundChanged(client);
    },
  });
  const problem = asProblem(save.error);
  // Upheld, it rests on a new survey that was read.
  const pending = found.data && !["read", "agreed", "not_agreed"].includes(found.data.state);
  const path = `/reviews/${round.id}/cases/${complaint.household_id}`;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("decide_title", { name: complaint.head_name })}
      size={560}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Text size="sm" mb="sm">
        <b>{complaint.complainant}</b>, {formatDate(complaint.received_on)}: {complaint.text}
      </Text>
      <Alert color={pending ? "yellow" : "blue"} variant="light" mb="sm">
        {t("decide_hint")}{" "}
        <Anchor component={Link} to={path} inherit underline="always">
          {t("to_case")}
        </Anchor>
      </Alert>
      <FormPage
        submit={t("decide_do")}
        busy={save.isPending}
        error={save.error}
        shown={["/upheld", "/decided_on", "/answer"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (value.upheld && decided && value.answer.trim()) save.mutate();
        }}
      >
        <Radio.Group
          label={t("recheck_result")}
          withAsterisk
          value={value.upheld}
          onChange={(upheld) => set({ upheld })}
          error={asked && !value.upheld ? common("required") : problem?.at("/upheld")}
        >
          <Group mt={6} mb={4}>
            <Radio value="upheld" label={t("upheld")} />
            <Radio value="rejected" label={t("rejected")} />
          </Group>
        </Radio.Group>
        <DayField
          label={t("decided_on")}
          since={complaint.received_on}
          value={value.decided_on}
          onChange={(decided_on) => set({ decided_on })}
          error={asked && !decided ? t("bad_date") : problem?.at("/decided_on")}
        />
        <Textarea
          label={t("answer")}
          withAsterisk
          autosize
          minRows={3}
          maxLength={4000}
          value={value.answer}
          onChange={(event) => set({ answer: event.currentTarget.value })}
          error={asked && !value.answer.trim() ? common("required") : problem?.at("/answer")}
        />
      </FormPage>
    </Modal>
  );
}
