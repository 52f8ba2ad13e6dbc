// The public posting: the list goes up, complaints are taken in and decided, results go up again, the list comes down.
import { Alert, Anchor, Button, CopyButton, Group, Loader, Text, Textarea, Title } from "@mantine/core";
import { IconClockHour4, IconCopy, IconExternalLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, ok } from "@/api/client";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, formatNumber, parseDate } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { ActForm, DayField } from "./ActForm";
import { Complaints } from "./Complaints";
import { dayAfter } from "./days";
import { PaperButtons } from "./Papers";
import { type PostingView, postingsQuery, type RoundDetail } from "./queries";
import classes from "./reviews.module.css";
import { EndStep, NotYours, TodoList, useTodo, type WorkProps } from "./StepWork";
import { reviewTexts } from "./texts";
import { useDraft } from "./useDraft";
import { useRoundAct } from "./useRoundAct";

export function PostingStep(props: WorkProps) {
  const t = useTexts(reviewTexts);
  const { round } = props;
  const { today } = usePlace();
  const todo = useTodo(round);
  const postings = useQuery(postingsQuery(round.id));
  const last = postings.data?.at(-1);
  const up = round.up_until ? last : undefined;
  const mayPost = round.allowed.includes("post");
  const waits = todo.some((open) => open.blocks && open.what !== "unposted");
  if (!round.up_until || round.state !== "posting") {
    return mayPost || round.state !== "posting" ? (
      <PostForm {...props} again={false} />
    ) : (
      <NotYours level="commune" />
    );
  }
  return (
    <>
      {up && <Up round={round} posting={up} />}
      {mayPost && round.counts.unposted > 0 && !waits ? (
        <>
          <Text size="sm" mb="xs">
            {t("post_again_text", { count: round.counts.unposted })}
          </Text>
          <PostForm {...props} again />
        </>
      ) : waits ? (
        <TodoList round={round} todo={todo} />
      ) : today <= round.up_until ? (
        <Alert color="blue" variant="light" icon={<IconClockHour4 />}>
          {t("still_up", {
            until: formatDate(round.up_until),
            from: formatDate(dayAfter(round.up_until)),
          })}
        </Alert>
      ) : (
        <EndStep {...props} action="close_posting" from={dayAfter(round.up_until)} />
      )}
      <p className={classes.aside}>
        <Anchor component={Link} to="." search={{ part: "posting" } as never} inherit>
          {t(round.allowed.includes("complain") ? "to_complaints" : "to_posting")}
        </Anchor>
      </p>
    </>
  );
}

/** Puts the list up. */
function PostForm({ round, again, onHold, onDone }: WorkProps & { again: boolean }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const { today } = usePlace();
  const { value, set, clear } = useDraft(`${round.id}.post.${again}`, { on: formatDate(today), places: "" });
  const [asked, setAsked] = useState(false);
  const on = parseDate(value.on);
  const act = useRoundAct(round, {
    send: (params) =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/postings", {
          params,
          body: { on: on ?? "", places: value.places.trim() },
        }),
      ),
    said: () => t("did_post"),
    onDone: () => {
      clear();
      onDone();
    },
    onStale: onHold,
  });
  return (
    <ActForm
      round={round}
      act={act}
      allowed={round.allowed.includes("post")}
      submit={t(again ? "do_post_again" : "do_post")}
      shown={["/on", "/places"]}
      onDiscard={() => {
        clear();
        act.reset();
        onDone();
      }}
      onSubmit={() => {
        setAsked(true);
        if (on && value.places.trim()) act.run();
      }}
    >
      <DayField
        label={t("posted_on")}
        since={round.earliest_on}
        value={value.on}
        onChange={(text) => set({ on: text })}
        error={asked && !on ? t("bad_date") : act.at("/on")}
      />
      <Textarea
        label={t("places")}
        placeholder={t("places_example")}
        withAsterisk
        autosize
        minRows={2}
        maxLength={1000}
        value={value.places}
        onChange={(event) => set({ places: event.currentTarget.value })}
        error={asked && !value.places.trim() ? common("required") : act.at("/places")}
      />
    </ActForm>
  );
}

/** The address at which anybody sees a posted list or follows a case. */
export function publicPath(code: string): string {
  return `/tra-cuu?code=${encodeURIComponent(code)}`;
}

/** The list that is up: until when, and how people find it. */
function Up({ round, posting }: { round: RoundDetail; posting: PostingView }) {
  const t = useTexts(reviewTexts);
  return (
    <div className={classes.up}>
      <div>
        <b>{t("is_up", { date: formatDate(posting.posted_on), until: formatDate(posting.until) })}</b>
        <Text size="sm" c="dimmed">
          {posting.places}
        </Text>
      </div>
      <Code code={posting.code}>
        <PaperButtons round={round} papers={["posting"]} compact />
      </Code>
    </div>
  );
}

function Code({ code, children }: { code: string; children: ReactNode }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const address = `${location.origin}${publicPath(code)}`;
  return (
    <Group gap="xs">
      <span>
        {t("public_code")} <b className={classes.code}>{code}</b>
      </span>
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconCopy size={14} aria-hidden />}
            onClick={copy}
          >
            {copied ? common("copied") : t("copy_link")}
          </Button>
        )}
      </CopyButton>
      <Button
        component="a"
        href={publicPath(code)}
        target="_blank"
        rel="noreferrer"
        variant="default"
        size="compact-sm"
        leftSection={<IconExternalLink size={14} aria-hidden />}
      >
        {t("see_public")}
      </Button>
      {children}
    </Group>
  );
}

/** All that was put up, and all complaints. */
export function PostingTab({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const can = useCan();
  const postings = useQuery(postingsQuery(round.id));
  return (
    <>
      <section className={classes.part}>
        <Group justify="space-between" mb="xs">
          <Title order={2}>{t("postings")}</Title>
          {(postings.data?.length ?? 0) > 0 && <PaperButtons round={round} papers={["posting"]} />}
        </Group>
        <ProblemAlert error={postings.error} />
        {postings.isPending && <Loader size="sm" role="status" aria-label={common("loading")} />}
        {postings.data && (
          <DataTable
            label={t("postings")}
            rows={postings.data}
            rowKey={(posting) => posting.id}
            empty={
              <Text size="sm" c="dimmed">
                {t("no_postings")}
              </Text>
            }
            columns={[
              {
                key: "posted_on",
                head: t("posted_on"),
                phone: "title",
                cell: (posting) => (
                  <Group gap={6} component="span">
                    {formatDate(posting.posted_on)}
                    {posting.again && <StatusBadge>{t("again")}</StatusBadge>}
                  </Group>
                ),
              },
              { key: "until", head: t("up_until"), cell: (posting) => formatDate(posting.until) },
              {
                key: "households",
                head: t("households"),
                align: "right",
                cell: (posting) => formatNumber(posting.households),
              },
              { key: "places", head: t("places"), phone: "text", cell: (posting) => posting.places },
              {
                key: "code",
                head: t("public_code"),
                nowrap: true,
                cell: (posting) => (
                  <Anchor href={publicPath(posting.code)} target="_blank" rel="noreferrer" inherit>
                    {posting.code}
                  </Anchor>
                ),
              },
            ]}
          />
        )}
      </section>
      {can("view_households") && <Complaints round={round} />}
    </>
  );
}
