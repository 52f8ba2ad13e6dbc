// Households that may be one: side by side, and merged where they are.
import { Button, Modal, Radio, Stack, Text, Title } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Pending } from "@/app/pages";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { EmptyState } from "@/ui/EmptyState";
import { FormPage } from "@/ui/FormPage";
import { formatDate, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./duplicates.module.css";
import {
  type DuplicateView,
  duplicatesQuery,
  type HouseholdItem,
  householdChanged,
  householdQuery,
  type MemberView,
} from "./queries";
import { householdTexts, worded } from "./texts";
import { ClassWithState, formatBirth, whereOf } from "./words";

export function DuplicatesPage() {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const { areaId } = usePlace();
  const mayMerge = useCan()("restructure_households");
  const groups = useInfiniteQuery(duplicatesQuery(areaId));
  const all = groups.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHeader
        title={t("dup_title")}
        subtitle={t("dup_subtitle")}
        back={{ to: "/households", label: t("title") }}
      />
      {groups.error && <ProblemAlert error={groups.error} />}
      {groups.isPending && <Pending />}
      {all?.length === 0 && <EmptyState title={t("dup_none")} text={t("dup_none_text")} />}
      {all && all.length > 0 && !mayMerge && (
        <Text size="sm" c="dimmed" mb="sm">
          {t("dup_need_right")}
        </Text>
      )}
      <Stack gap="lg">
        {all?.map((group, i) => (
          <Group
            key={group.reason + group.households.map((household) => household.id).join()}
            group={group}
            number={i + 1}
            mayMerge={mayMerge}
          />
        ))}
      </Stack>
      {groups.hasNextPage && (
        <Button
          mt="md"
          variant="default"
          loading={groups.isFetchingNextPage}
          onClick={() => void groups.fetchNextPage()}
        >
          {common("more")}
        </Button>
      )}
    </>
  );
}

interface GroupProps {
  group: DuplicateView;
  number: number;
  mayMerge: boolean;
}

function Group({ group, number, mayMerge }: GroupProps) {
  const t = useTexts(householdTexts);
  const { year } = usePlace();
  const [kept, setKept] = useState(group.households[0]?.id ?? "");
  const [comparing, setComparing] = useState(false);
  const [merging, setMerging] = useState(false);
  const stays = group.households.find((household) => household.id === kept) ?? group.households[0];
  return (
    <section className={classes.group} aria-label={t("dup_group", { n: number })}>
      <header className={classes.groupHead}>
        <Title order={2}>{worded(t, "dup", group.reason)}</Title>
        <div className={classes.buttons}>
          {!comparing && (
            <Button size="xs" variant="default" onClick={() => setComparing(true)}>
              {t("dup_compare")}
            </Button>
          )}
          {mayMerge && (
            <Button
              size="xs"
              leftSection={<IconGitMerge size={16} aria-hidden />}
              onClick={() => setMerging(true)}
            >
              {t("dup_merge")}
            </Button>
          )}
        </div>
      </header>
      <div className={classes.sides}>
        {group.households.map((household) => (
          <article key={household.id} className={classes.side} data-kept={household.id === kept || undefined}>
            <Link to="/households/$id" params={{ id: household.id }} className={classes.name}>
              {household.head_name}
            </Link>
            <ClassWithState household={household} year={year} />
            <div>{whereOf(household, true)}</div>
            <div className={classes.quiet}>
              {[household.external_id, household.ethnicity, t("people", { count: household.member_count })]
                .filter(Boolean)
                .join(" · ")}
            </div>
            {mayMerge && (
              <Radio
                mt={6}
                name={`keep-${number}`}
                label={t("dup_keep")}
                checked={household.id === kept}
                onChange={() => setKept(household.id)}
              />
            )}
          </article>
        ))}
      </div>
      {comparing && <Compared households={group.households} />}
      {merging && stays && (
        <MergeAll
          stays={stays}
          others={group.households.filter((household) => household.id !== stays.id)}
          onDone={() => setMerging(false)}
        />
      )}
    </section>
  );
}

/** A person as the registry tells people apart: the citizen ID, or the name with the birth date. */
function sameAs(a: MemberView, b: MemberView): boolean {
  if (a.citizen_id && b.citizen_id && !a.citizen_id.includes("•")) return a.citizen_id === b.citizen_id;
  return a.name === b.name && a.birth_date != null && a.birth_date === b.birth_date;
}

/** The members of each household, with those marked that another has too. */
function Compared({ households }: { households: readonly HouseholdItem[] }) {
  const t = useTexts(householdTexts);
  const views = useQueries({ queries: households.map((household) => householdQuery(household.id)) });
  return (
    <div className={classes.sides}>
      {views.map((view, i) => {
        const household = households[i];
        const others = views.flatMap((other, j) => (j === i ? [] : (other.data?.members ?? [])));
        return (
          <div key={household?.id} className={classes.side}>
            {view.error && <ProblemAlert error={view.error} />}
            {view.isPending && <Pending />}
            <ul className={classes.people}>
              {view.data?.members.map((member) => (
                <li key={member.id}>
                  {others.some((other) => sameAs(other, member)) ? (
                    <mark>
                      {member.name} ({t("same_person")})
                    </mark>
                  ) : (
                    member.name
                  )}
                  <span className={classes.quiet}>
                    {" "}
                    {[
                      worded(t, "rel", member.relation),
                      formatBirth(member.birth_date, member.birth_precision),
                      member.citizen_id,
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

interface MergeProps {
  stays: HouseholdItem;
  others: readonly HouseholdItem[];
  onDone: () => void;
}

function MergeAll({ stays, others, onDone }: MergeProps) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const { today } = usePlace();
  const queryClient = useQueryClient();
  const [text, setText] = useState(formatDate(today));
  const [asked, setAsked] = useState(false);
  const day = parseDate(text);
  const merge = useMutation({
    mutationFn: async (on: string) => {
      // One after the other: each merge is of the version that the one before left.
      let version = stays.version;
      for (const other of others) {
        const merged = await ok(
          api.POST("/api/v1/households/{id}/merge", {
            params: { path: { id: stays.id }, header: ifMatch(version) },
            body: { other_id: other.id, on },
          }),
        );
        version = merged.version;
      }
    },
    onSuccess: () => {
      notify(t("did_merge"));
      onDone();
    },
    // Also after a failure: some may have been merged, or were changed by somebody else.
    onSettled: () => householdChanged(queryClient),
  });
  return (
    <Modal
      opened
      onClose={onDone}
      title={t("dup_merge")}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FormPage
        submit={t("dup_merge")}
        busy={merge.isPending}
        error={merge.error}
        shown={["/on"]}
        onCancel={onDone}
        onSubmit={() => {
          setAsked(true);
          if (day) merge.mutate(day);
        }}
      >
        <Text size="sm">
          {t("dup_merge_confirm", {
            name: stays.head_name,
            code: stays.external_id ?? whereOf(stays, true),
          })}
        </Text>
        <Text size="sm" c="dimmed">
          {t("merge_hint")}
        </Text>
        <DateField
          data-autofocus
          label={t("on_day")}
          value={text}
          onChange={setText}
          error={asked && !day ? t("bad_date") : asProblem(merge.error)?.at("/on")}
        />
      </FormPage>
    </Modal>
  );
}
