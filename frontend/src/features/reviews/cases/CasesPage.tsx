// The households of a round: for officers the whole list by village, for enumerators their own work.
import { Button, Group } from "@mantine/core";
import { IconClipboardList, IconPlus, IconTargetArrow, IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Pending } from "@/app/pages";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import type { AssignTarget } from "./AssignDialog";
import { CasesList } from "./CasesList";
import { Counts, Filters } from "./Filters";
import { isOwnWork } from "./filter";
import { MyCases } from "./MyCases";
import { type RoundDetail, roundQuery } from "./queries";
import { caseTexts } from "./texts";
import { roundLine } from "./words";

const AssignDialog = lazy(() =>
  import("./AssignDialog").then((module) => ({ default: module.AssignDialog })),
);
const AddDialog = lazy(() => import("./AddDialog").then((module) => ({ default: module.AddDialog })));
const SampleDialog = lazy(() =>
  import("./SampleDialog").then((module) => ({ default: module.SampleDialog })),
);
const route = getRouteApi("/shell/reviews/$id/cases");

export function CasesPage() {
  const { id } = route.useParams();
  const common = useCommon();
  const can = useCan();
  const round = useQuery(roundQuery(id));
  // Who sees totals alone sees the round's, not its households.
  if (!can("view_households")) {
    return <EmptyState page title={common("forbidden")} text={common("forbidden_detail")} />;
  }
  if (round.error) return <ProblemAlert error={round.error} />;
  if (!round.data) return <Pending />;
  return <Cases round={round.data} />;
}

type Doing = { what: "add" } | { what: "sample" } | { what: "assign"; target: AssignTarget };

function Cases({ round }: { round: RoundDetail }) {
  const t = useTexts(caseTexts);
  const can = useCan();
  const search = route.useSearch();
  const [doing, setDoing] = useState<Doing | null>(null);
  const conducts = can("conduct_review");
  const own = isOwnWork(search, { conduct: conducts, survey: can("survey_households") });
  const may = (act: RoundDetail["allowed"][number]) => round.allowed.includes(act);
  const assign = (target: AssignTarget) => setDoing({ what: "assign", target });
  const mayDraw = may("draw_sample") && !round.sampled;
  return (
    <>
      <PageHeader
        title={t(own ? "my_title" : "title")}
        back={{ to: `/reviews/${round.id}`, label: t("back_round") }}
        subtitle={roundLine(round, t)}
        actions={
          <>
            {can("survey_households") && !own && !conducts && (
              <Button
                component={Link}
                to="."
                search={{} as never}
                variant="default"
                leftSection={<IconClipboardList size={17} aria-hidden />}
              >
                {t("to_own_work")}
              </Button>
            )}
            {own && (
              <Button component={Link} to="." search={{ enumerator: "all" } as never} variant="default">
                {t("all_cases")}
              </Button>
            )}
            {!own && (mayDraw || round.sampled) && (
              <Button
                variant="default"
                leftSection={<IconTargetArrow size={17} aria-hidden />}
                onClick={() => setDoing({ what: "sample" })}
              >
                {t(round.sampled ? "sample" : "draw")}
              </Button>
            )}
            {!own && may("assign") && (
              <Button
                variant={round.counts.unassigned > 0 && round.state === "survey" ? "filled" : "default"}
                leftSection={<IconUserPlus size={17} aria-hidden />}
                onClick={() => assign({ kind: "choose" })}
              >
                {t("assign")}
              </Button>
            )}
            {!own && may("add_case") && (
              <Button
                variant={round.state === "list" ? "filled" : "default"}
                leftSection={<IconPlus size={17} aria-hidden />}
                onClick={() => setDoing({ what: "add" })}
              >
                {t("add")}
              </Button>
            )}
          </>
        }
      />
      {own ? (
        <MyCases round={round} />
      ) : (
        <>
          <Counts round={round} search={search} />
          <Filters round={round} search={search} conducts={conducts} />
          <CasesList
            round={round}
            search={search}
            conducts={conducts}
            onAssign={may("assign") ? assign : null}
          />
        </>
      )}
      <Suspense fallback={<Group />}>
        {doing?.what === "assign" && (
          <AssignDialog round={round} target={doing.target} onDone={() => setDoing(null)} />
        )}
        {doing?.what === "add" && <AddDialog round={round} onDone={() => setDoing(null)} />}
        {doing?.what === "sample" && <SampleDialog round={round} onDone={() => setDoing(null)} />}
      </Suspense>
    </>
  );
}
