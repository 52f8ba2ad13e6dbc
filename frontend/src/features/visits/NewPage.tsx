// A new visit, of its own accord or as a line of the year's plan has it.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Pending } from "@/app/pages";
import { useTexts } from "@/i18n";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { planQuery } from "./queries";
import { visitTexts } from "./texts";
import { VisitForm } from "./VisitForm";

const route = getRouteApi("/shell/visits/new");

export function NewPage() {
  const t = useTexts(visitTexts);
  const navigate = useNavigate();
  const { plan: planId, line: n } = route.useSearch();
  const plan = useQuery({ ...planQuery(planId ?? ""), enabled: planId !== undefined });
  if (planId && !plan.data && !plan.error) return <Pending />;
  const line = plan.data?.items.find((one) => one.n === n);
  return (
    <>
      <PageHeader title={t("new")} subtitle={t("new_text")} back={{ to: "/visits", label: t("title") }} />
      <ProblemAlert error={plan.error} />
      <VisitForm
        of={plan.data && line ? { plan: plan.data, line } : undefined}
        onSaved={(visit) => {
          notify(t("created"));
          void navigate({ to: "/visits/$id", params: { id: visit.id } as never });
        }}
        onCancel={() => void navigate({ to: "/visits" })}
      />
    </>
  );
}
