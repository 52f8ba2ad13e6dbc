// The decisions of an area and year, with their sums.
import { Anchor, Button, SegmentedControl, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { formatDate, formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type Recognition, recognitionsQuery } from "./queries";
import classes from "./recognitions.module.css";
import { KINDS, type Kind } from "./routes";
import { addUp, sumOf } from "./sums";
import { recognitionTexts } from "./texts";
import { PaperMenu, useFile } from "./words";

const route = getRouteApi("/shell/recognitions");

export function RecognitionsPage() {
  const common = useCommon();
  const t = useTexts(recognitionTexts);
  const place = usePlace();
  const navigate = useNavigate();
  const kind = route.useSearch().kind ?? "yearly";
  const list = useInfiniteQuery(
    recognitionsQuery({ year: place.year, ...(place.areaId ? { area: place.areaId } : {}) }),
  );
  const file = useFile();
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = all.filter((decision) => decision.kind === kind);
  const corrected = new Set(all.flatMap((decision) => decision.corrects_id ?? []));
  const area = place.area?.name ?? (place.areaId ? "" : common("nation"));

  function summary(accept: string, extension: string) {
    const params = new URLSearchParams({ year: String(place.year) });
    if (place.areaId) params.set("area", place.areaId);
    const name = ["tong-hop-ra-soat", place.areaId?.split(".")[0], place.year].filter(Boolean).join("-");
    file.mutate({ path: `/api/v1/review-summary?${params}`, accept, name: `${name}.${extension}` });
  }

  return (
    <>
      <PageHeader
        title={t("title")}
        back={{ to: "/reviews", label: t("board") }}
        subtitle={t("list_in", { area, year: place.year })}
        actions={<PaperMenu label={t("summary")} take={summary} busy={file.isPending} />}
      />
      <ProblemAlert error={file.error} />
      <SegmentedControl
        className={`${classes.kinds} gn-no-print`}
        aria-label={t("kinds")}
        value={kind}
        onChange={(chosen) =>
          void navigate({
            to: ".",
            search: ((old: object) => ({ ...old, kind: chosen === "yearly" ? undefined : chosen })) as never,
            replace: true,
          })
        }
        data={KINDS.map((one) => ({
          value: one,
          label: list.isPending
            ? t(`kind_${one}`)
            : `${t(`kind_${one}`)} (${formatNumber(countOf(all, one))})`,
        }))}
      />
      <DataTable<Recognition>
        label={t("title")}
        rows={list.data ? rows : undefined}
        error={list.error}
        rowKey={(decision) => decision.id}
        lines
        onOpen={(decision) =>
          void navigate({
            to: "/recognitions/$id",
            params: { id: decision.id } as never,
            search: true as never,
          })
        }
        onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
        loadingMore={list.isFetchingNextPage}
        empty={
          <EmptyState
            title={t(`none_${kind}`, { year: place.year })}
            text={t("none_text")}
            action={
              <Button component={Link} to="/reviews" variant="default">
                {t("to_board")}
              </Button>
            }
          />
        }
        columns={columns()}
      />
      {kind === "correction" && rows.length > 0 && (
        <Text size="sm" c="dimmed" mt={6}>
          {t("corrections_hint")}
        </Text>
      )}
    </>
  );

  function columns() {
    const [byClass, byMovement] = [addUp(rows, "classes"), addUp(rows, "movements")];
    // What a correction says of a household, a decision before it has said, too.
    const summed = kind !== "correction";
    const figure = (of: "classes" | "movements", ...keys: string[]) => ({
      align: "right" as const,
      cell: (decision: Recognition) => formatNumber(count(decision[of], keys)),
      total: summed ? formatNumber(count(of === "classes" ? byClass : byMovement, keys)) : undefined,
    });
    return [
      {
        key: "number",
        head: t("number"),
        cell: (decision: Recognition) => (
          <>
            <Anchor component={Link} to={`/recognitions/${decision.id}`} inherit fw={600}>
              {decision.number}
            </Anchor>
            {corrected.has(decision.id) && <span className={classes.mark}>{t("corrected_mark")}</span>}
          </>
        ),
        total: summed
          ? list.hasNextPage
            ? t("total_partial", { count: rows.length })
            : common("total")
          : undefined,
      },
      {
        key: "date",
        phone: "hide" as const,
        head: t("decided_on"),
        nowrap: true,
        cell: (decision: Recognition) => formatDate(decision.decided_on),
      },
      { key: "commune", head: t("commune"), cell: (decision: Recognition) => decision.commune?.name ?? "–" },
      { key: "poor", head: t("poor"), unit: t("unit_households"), ...figure("classes", "poor") },
      { key: "near", head: t("near_poor"), unit: t("unit_households"), ...figure("classes", "near_poor") },
      {
        key: "new",
        phone: "hide" as const,
        head: t("new_poor"),
        unit: t("unit_households"),
        ...figure("movements", "newly_poor", "fell_back"),
      },
      {
        key: "out",
        phone: "hide" as const,
        head: t("out_of_poverty"),
        unit: t("unit_households"),
        ...figure("movements", "escaped", "escaped_to_near_poor"),
      },
      {
        key: "out_near",
        phone: "hide" as const,
        head: t("mv_escaped_near_poverty"),
        unit: t("unit_households"),
        ...figure("movements", "escaped_near_poverty"),
      },
    ];
  }
}

function count(sums: Recognition["classes"], keys: readonly string[]): number {
  return keys.reduce((total, key) => total + sumOf(sums, key).households, 0);
}

function countOf(all: readonly Recognition[], kind: Kind): number {
  return all.filter((decision) => decision.kind === kind).length;
}
