// One case: who and where, before and now, what contradicts itself, who read and checked it, what the village and
// the family said.
import { Alert, Button, Group, Menu, Stack, Text, Title } from "@mantine/core";
import { IconChevronDown, IconHome2, IconInfoCircle, IconPrinter } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { download } from "@/api/client";
import { Pending } from "@/app/pages";
import { useCan, useMe } from "@/app/place";
import { useTexts } from "@/i18n";
import { Facts } from "@/ui/Facts";
import { formatDate, formatNumber, inLanguage, NOTHING } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { worded } from "@/ui/worded";
import { Answers } from "./Answers";
import classes from "./cases.module.css";
import { CheckResult, Compare } from "./Findings";
import { Flags } from "./Flags";
import { mainAct, workOf } from "./filter";
import {
  type CaseDetail,
  caseQuery,
  complaintsQuery,
  meetingsQuery,
  proceduresQuery,
  type RoundDetail,
  roundQuery,
  surveysQuery,
} from "./queries";
import { Reading } from "./Reading";
import { caseTexts } from "./texts";
import { ClassChange, FlagsMark, isHidden, roundLine, SampleMark, StateChip, useIsOwn } from "./words";

const WithdrawDialog = lazy(() =>
  import("./WithdrawDialog").then((module) => ({ default: module.WithdrawDialog })),
);
const route = getRouteApi("/shell/reviews/$id/cases/$household");

export function CasePage() {
  const { id, household } = route.useParams();
  const round = useQuery(roundQuery(id));
  const found = useQuery(caseQuery(id, household));
  const error = round.error ?? found.error;
  if (error) return <ProblemAlert error={error} />;
  if (!round.data || !found.data) return <Pending />;
  return <Case round={round.data} found={found.data} />;
}

interface Props {
  round: RoundDetail;
  found: CaseDetail;
}

function Case({ round, found }: Props) {
  const t = useTexts(caseTexts);
  const can = useCan();
  const me = useMe();
  const own = useIsOwn()(found);
  const conducts = can("conduct_review");
  const hidden = isHidden(found, conducts, own);
  const others = conducts && found.enumerator_id != null && found.enumerator_id !== me.id;
  const main = mainAct(found, found.allowed, { own, others });
  return (
    <>
      <PageHeader
        title={found.head_name}
        back={{ to: `/reviews/${round.id}/cases`, label: t("title") }}
        subtitle={
          <Stack gap={4}>
            <span>
              {[found.village?.name ?? t("village_unknown"), roundLine(round, t)].filter(Boolean).join(" · ")}
            </span>
            <span className={classes.headLine}>
              <StateChip state={found.state} />
              <ClassChange item={found} hidden={hidden} />
              {!hidden && <FlagsMark flags={found.flags} />}
              <SampleMark item={found} />
            </span>
          </Stack>
        }
        actions={<Actions round={round} found={found} main={main} />}
      />
      <Stack gap="md">
        {found.state === "withdrawn" && (
          <Alert color="gray" icon={<IconInfoCircle />}>
            {t("withdrawn_because", { reason: found.withdrawn_reason ?? NOTHING })}
          </Alert>
        )}
        {found.unposted && (
          <Alert color="yellow" icon={<IconInfoCircle />}>
            {t("unposted")}
          </Alert>
        )}
        <div className={classes.columns}>
          <div className={classes.stack}>
            <Results round={round} found={found} hidden={hidden} />
            {found.class && !hidden && (
              <section>
                <Title order={2} mb={6}>
                  {t("flags_title")}
                </Title>
                {found.flags.length === 0 ? (
                  <Text size="sm" c="dimmed">
                    {t("flags_none")}
                  </Text>
                ) : (
                  <>
                    <Flags flags={found.flags} />
                    <Text size="sm" c="dimmed" mt={6}>
                      {t("flags_hint")}
                    </Text>
                  </>
                )}
              </section>
            )}
            {found.class && !hidden && (
              <Reading
                key={found.household_id}
                round={round}
                found={found}
                own={own}
                main={main === "read"}
              />
            )}
            {found.sampled && (
              <section>
                <Title order={2} mb={6}>
                  {t("checks")}
                </Title>
                {found.check ? (
                  <>
                    <Text size="sm" mb={4}>
                      {t("check_by", {
                        name: found.check.by ?? t("somebody"),
                        date: formatDate(found.check.on),
                      })}
                    </Text>
                    <CheckResult item={found} />
                  </>
                ) : (
                  <Text size="sm">{t(own ? "check_own" : "check_waits")}</Text>
                )}
              </section>
            )}
            <Meeting round={round.id} found={found} />
            <Complaints round={round.id} household={found.household_id} />
          </div>
          <div className={classes.stack}>
            <Tracking round={round.id} found={found} />
            <Household found={found} round={round} />
          </div>
        </div>
      </Stack>
    </>
  );
}

function Actions({ round, found, main }: Props & { main: ReturnType<typeof mainAct> }) {
  const t = useTexts(caseTexts);
  const [withdrawing, setWithdrawing] = useState(false);
  const params = { id: round.id, household: found.household_id };
  const may = (act: CaseDetail["allowed"][number]) => found.allowed.includes(act);
  const work = workOf(found);
  const survey = t(work === "go_on" ? "do_go_on" : work === "begin" ? "do_survey" : "do_again");
  const surveyAlso = may("survey") && main !== "survey";
  return (
    <>
      {(may("withdraw_case") || surveyAlso) && (
        <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
              {t("other_acts")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {surveyAlso && (
              <Menu.Item
                component={Link}
                {...({ to: "/reviews/$id/cases/$household/survey", params } as { to: string })}
              >
                {survey}
              </Menu.Item>
            )}
            {may("withdraw_case") && (
              <Menu.Item onClick={() => setWithdrawing(true)}>{t("withdraw")}</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {main === "survey" && (
        <Button component={Link} to="/reviews/$id/cases/$household/survey" params={params as never}>
          {survey}
        </Button>
      )}
      {main === "check" && (
        <Button component={Link} to="/reviews/$id/cases/$household/check" params={params as never}>
          {t("do_check")}
        </Button>
      )}
      {main === "read" && (
        <Button
          onClick={() => {
            const note = document.getElementById("reading-note");
            note?.scrollIntoView({ block: "center" });
            note?.focus({ preventScroll: true });
          }}
        >
          {t("do_read")}
        </Button>
      )}
      {withdrawing && (
        <Suspense>
          <WithdrawDialog round={round.id} found={found} onDone={() => setWithdrawing(false)} />
        </Suspense>
      )}
    </>
  );
}

function Results({ round, found, hidden }: Props & { hidden: boolean }) {
  const t = useTexts(caseTexts);
  const surveys = useQuery(surveysQuery(found.household_id));
  // The last one from before the round.
  const before = surveys.data?.find((survey) => survey.surveyed_on < round.opened_on);
  const visits = [
    {
      title: before ? t("before_of", { date: formatDate(before.surveyed_on) }) : t("before_none"),
      class: found.previous_class,
      b1: before?.b1,
      b2: before?.b2,
      deprivations: before ? before.deprivations : null,
    },
    {
      title: t("now"),
      class: hidden ? null : found.class,
      b1: hidden ? null : found.b1,
      b2: hidden ? null : found.b2,
      deprivations: hidden || !found.class ? null : found.deprivations,
    },
  ];
  return (
    <section>
      <Title order={2} mb={6}>
        {t("findings")}
      </Title>
      {surveys.error && <ProblemAlert error={surveys.error} />}
      <Compare label={t("findings")} visits={visits} />
      <Text size="sm" c="dimmed" mt={6}>
        {hidden
          ? t("hidden_text")
          : found.class
            ? t("surveyed_line", {
                date: formatDate(found.surveyed_on),
                name: found.surveyed_by ?? t("somebody"),
              })
            : t("not_surveyed")}
      </Text>
      {found.survey_id && !hidden && <Answers household={found.household_id} survey={found.survey_id} />}
      {found.movement && (
        <Text size="sm" mt={4}>
          {t("recognised_as")}: <b>{worded(t, "mv", found.movement)}</b>
        </Text>
      )}
    </section>
  );
}

function Meeting({ round, found }: { round: string; found: CaseDetail }) {
  const t = useTexts(caseTexts);
  const meetings = useQuery({ ...meetingsQuery(round), enabled: found.meeting_id != null });
  if (found.meeting_id == null) return null;
  const meeting = meetings.data?.find((candidate) => candidate.id === found.meeting_id);
  const votes = formatNumber(found.in_favour);
  return (
    <section>
      <Title order={2} mb={6}>
        {t("meeting")}
      </Title>
      <Group gap="xs">
        <Text size="sm">
          {meeting
            ? t("meeting_voted", {
                votes,
                present: formatNumber(meeting.present),
                date: formatDate(meeting.held_on),
              })
            : t("meeting_votes", { votes })}
        </Text>
      </Group>
      {found.meeting_note && <Text size="sm">{t("meeting_said", { note: found.meeting_note })}</Text>}
    </section>
  );
}

function Complaints({ round, household }: { round: string; household: string }) {
  const t = useTexts(caseTexts);
  const complaints = useQuery(complaintsQuery(round));
  const own = complaints.data?.filter((complaint) => complaint.household_id === household) ?? [];
  if (own.length === 0) return null;
  return (
    <section>
      <Title order={2} mb={6}>
        {t("complaints")}
      </Title>
      <Stack gap="sm">
        {own.map((complaint) => (
          <div key={complaint.id} className={classes.panel}>
            <Text size="sm" fw={600}>
              {t("complaint_of", { name: complaint.complainant, date: formatDate(complaint.received_on) })}
            </Text>
            <Text size="sm">{complaint.text}</Text>
            <Text size="sm" c="dimmed" mt={4}>
              {complaint.outcome
                ? t(complaint.outcome === "upheld" ? "complaint_upheld" : "complaint_rejected", {
                    date: formatDate(complaint.decided_on),
                  })
                : t("complaint_open", { date: formatDate(complaint.due_on) })}
            </Text>
            {complaint.answer && <Text size="sm">{complaint.answer}</Text>}
          </div>
        ))}
      </Stack>
    </section>
  );
}

/** The family's code, and the receipt that tells it. */
function Tracking({ round, found }: { round: string; found: CaseDetail }) {
  const t = useTexts(caseTexts);
  const can = useCan();
  const print = useMutation({
    mutationFn: () =>
      download(
        `/api/v1/review-rounds/${round}/papers/receipt?household=${encodeURIComponent(found.household_id)}`,
        "application/pdf",
        `giay-bien-nhan-${found.tracking_code}.pdf`,
      ),
  });
  return (
    <section className={classes.panel}>
      <Text size="sm" c="dimmed">
        {t("tracking")}
      </Text>
      <Text className={classes.code}>{found.tracking_code}</Text>
      <Text size="sm" c="dimmed" mb="xs">
        {t("tracking_hint", { address: `${location.host}/tra-cuu` })}
      </Text>
      {can("export_households") && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          loading={print.isPending}
          onClick={() => print.mutate()}
        >
          {t("receipt")}
        </Button>
      )}
      {print.error && <ProblemAlert error={print.error} />}
    </section>
  );
}

function Household({ round, found }: Props) {
  const t = useTexts(caseTexts);
  const procedures = useQuery({ ...proceduresQuery, enabled: found.reason_code != null });
  const coded = procedures.data
    ?.find((procedure) => procedure.code === round.procedure)
    ?.reasons.find((reason) => reason.code === found.reason_code);
  const facts: [string, string][] = [
    [t("code"), found.external_id ?? NOTHING],
    [t("village"), found.village?.name ?? t("village_unknown")],
    [t("address"), found.address ?? NOTHING],
    [t("members"), t("people", { count: found.member_count })],
    [t("enumerator"), found.enumerator ?? t("nobody")],
    [t("origin"), worded(t, "origin", found.origin)],
  ];
  if (found.requester) {
    facts.push([
      t("requester"),
      t("request_of", { name: found.requester, date: formatDate(found.requested_on) }),
    ]);
  }
  if (coded) facts.push([t("reason_code"), inLanguage(coded.name)]);
  if (found.reason) facts.push([t("reason"), found.reason]);
  return (
    <section>
      <Title order={2} mb={6}>
        {t("facts")}
      </Title>
      <Facts facts={facts} />
      <Button
        component={Link}
        to="/households/$id"
        params={{ id: found.household_id } as never}
        mt="xs"
        size="xs"
        variant="default"
        leftSection={<IconHome2 size={16} aria-hidden />}
      >
        {t("to_household")}
      </Button>
    </section>
  );
}
