// One household: what it was found to be and why, who lives in it, its surveys and its life.
import { Alert, Button, Menu, Stack, Text, Title } from "@mantine/core";
import {
  IconArrowRight,
  IconArrowsSplit,
  IconChevronDown,
  IconClipboardList,
  IconGitMerge,
  IconHomeOff,
  IconInfoCircle,
  IconPencil,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Pending } from "@/app/pages";
import { useCan, usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { Facts } from "@/ui/Facts";
import { formatMoment, formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassPeriods } from "./ClassPeriods";
import { History } from "./History";
import classes from "./households.module.css";
import { Members } from "./Members";
import { type HouseholdView, householdQuery, surveysQuery } from "./queries";
import { Surveys, Verdict } from "./Surveys";
import { householdTexts, worded } from "./texts";
import { ClassWithState, whereOf } from "./words";

const LifeDialog = lazy(() => import("./LifeDialogs").then((module) => ({ default: module.LifeDialog })));
const route = getRouteApi("/shell/households/$id");

export type LifeAction = "move" | "split" | "merge" | "dissolve";

export function DetailPage() {
  const { id } = route.useParams();
  const household = useQuery(householdQuery(id));
  if (household.error) return <ProblemAlert error={household.error} />;
  if (!household.data) return <Pending />;
  return <Household household={household.data} />;
}

function Household({ household }: { household: HouseholdView }) {
  const t = useTexts(householdTexts);
  const { year } = usePlace();
  const surveys = useQuery(surveysQuery(household.id));
  const listed = household.members.filter((member) => !member.left_on).length;
  const unlisted = household.member_count - listed;
  const active = household.status === "active";
  return (
    <>
      <PageHeader
        title={household.head_name}
        back={{ to: "/households", label: t("title") }}
        subtitle={
          <span className={classes.verdictHead}>
            <ClassWithState household={household} year={year} />
            <span>{whereOf(household, true)}</span>
            {household.external_id && <span>· {household.external_id}</span>}
          </span>
        }
        actions={active && <Actions household={household} />}
      />
      <Stack gap="lg">
        {!active && (
          <Alert color="gray" icon={<IconInfoCircle />} title={worded(t, "not_active", household.status)}>
            {t("not_active_hint")}
          </Alert>
        )}
        <div className={classes.columns}>
          <section>
            <Title order={2} mb={6}>
              {t("latest")}
            </Title>
            {surveys.error && <ProblemAlert error={surveys.error} />}
            {surveys.isPending && <Pending />}
            {surveys.data?.[0] && <Verdict survey={surveys.data[0]} />}
            {surveys.data?.length === 0 && (
              <div className={classes.verdict} data-class="none">
                <Text size="sm">{t("latest_none")}</Text>
                {active && (
                  <Text size="sm" c="dimmed">
                    {t("latest_none_hint")}
                  </Text>
                )}
              </div>
            )}
          </section>
          <section>
            <Title order={2} mb={6}>
              {t("facts")}
            </Title>
            <Facts
              facts={[
                [t("code"), household.external_id ?? "–"],
                [t("commune"), household.commune?.name ?? "–"],
                [t("village"), household.village?.name ?? "–"],
                [t("address"), household.address ?? "–"],
                [t("ethnicity"), household.ethnicity ?? "–"],
                [t("members"), t("people", { count: household.member_count })],
                [t("updated"), formatMoment(household.updated_at)],
              ]}
            />
          </section>
        </div>
        <section>
          <Title order={2} mb={6}>
            {t("members_title")} ({formatNumber(household.member_count)})
          </Title>
          <Members members={household.members} />
          {unlisted > 0 && (
            <Text size="sm" c="dimmed" mt={6}>
              {t("not_listed", { count: unlisted })}
            </Text>
          )}
        </section>
        <Surveys surveys={surveys.data?.slice(1) ?? []} />
        <ClassPeriods household={household.id} />
        <History household={household} />
      </Stack>
    </>
  );
}

function Actions({ household }: { household: HouseholdView }) {
  const t = useTexts(householdTexts);
  const can = useCan();
  const [doing, setDoing] = useState<LifeAction | null>(null);
  const params = { id: household.id };
  return (
    <>
      {can("restructure_households") && (
        <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
              {t("more_actions")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconArrowRight size={16} aria-hidden />}
              onClick={() => setDoing("move")}
            >
              {t("move")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowsSplit size={16} aria-hidden />}
              onClick={() => setDoing("split")}
            >
              {t("split")}
            </Menu.Item>
            <Menu.Item leftSection={<IconGitMerge size={16} aria-hidden />} onClick={() => setDoing("merge")}>
              {t("merge")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconHomeOff size={16} aria-hidden />}
              onClick={() => setDoing("dissolve")}
            >
              {t("dissolve")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {can("edit_households") && (
        <Button
          component={Link}
          to="/households/$id/edit"
          params={params as never}
          variant="default"
          leftSection={<IconPencil size={17} aria-hidden />}
        >
          {t("edit")}
        </Button>
      )}
      {can("survey_households") && (
        <Button
          component={Link}
          to="/households/$id/survey"
          params={params as never}
          leftSection={<IconClipboardList size={18} aria-hidden />}
        >
          {t("survey")}
        </Button>
      )}
      {doing && (
        <Suspense>
          <LifeDialog action={doing} household={household} onDone={() => setDoing(null)} />
        </Suspense>
      )}
    </>
  );
}
