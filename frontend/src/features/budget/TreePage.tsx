// Who got how much from whom: units below units, with what is left and what was spent.
import { Button, Group, Loader, NativeSelect, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { itemsQuery } from "@/app/items";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { formatPercent, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./budget.module.css";
import { inMillions } from "./numbers";
import { treeQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { TreeNode } from "./types";
import { Views } from "./Views";
import { ShareBar, Short, unitName } from "./words";

const route = getRouteApi("/shell/budget/tree");
const SUMS = ["allotted", "available", "disbursed"] as const;
/** Units that are open at first: the top and those right below. */
const OPEN_DEPTH = 1;

/** Who has units below, among these and all below them. */
function parents(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) => (node.children.length > 0 ? [node.unit.id, ...parents(node.children)] : []));
}

export function TreePage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const { area, areaId, year, on } = usePlace();
  const search = route.useSearch();
  const navigate = useNavigate();
  const items = useQuery(itemsQuery(on));
  const programmes = items.data?.filter((item) => item.kind === "programme") ?? [];
  const tree = useQuery(treeQuery(year, areaId, search.programme));
  /** What was opened or closed by hand. */
  const [folded, setFolded] = useState<Readonly<Record<string, boolean>>>({});
  const all = (open: boolean) =>
    setFolded(Object.fromEntries(parents(tree.data?.nodes ?? []).map((id) => [id, !open])));
  const place = area?.name ?? common("nation");
  return (
    <>
      <PageHeader title={t("tree_title")} subtitle={t("subtitle", { area: place, year })} />
      <Views />
      <Text size="sm" c="dimmed" mb="xs">
        {t("tree_hint")}
      </Text>
      <div className={classes.filters}>
        <NativeSelect
          label={t("programme")}
          value={search.programme ?? ""}
          maw={420}
          onChange={(event) =>
            void navigate({
              to: ".",
              search: (old) => ({ ...old, programme: event.currentTarget.value || undefined }),
              replace: true,
            })
          }
          data={[
            { value: "", label: t("all_programmes") },
            ...programmes.map((one) => ({ value: one.code, label: inLanguage(one.name) })),
          ]}
        />
        <Group gap="xs">
          <Button variant="default" onClick={() => all(true)}>
            {t("tree_all")}
          </Button>
          <Button variant="default" onClick={() => all(false)}>
            {t("tree_none")}
          </Button>
        </Group>
      </div>
      <ProblemAlert error={tree.error} />
      {tree.isPending && <Loader size="sm" aria-label={common("loading")} />}
      {tree.data?.nodes.length === 0 && (
        <EmptyState title={t("execution_none", { year, area: place })} text={t("execution_none_text")} />
      )}
      {tree.data && tree.data.nodes.length > 0 && (
        <div className={classes.treeFrame}>
          <div className={classes.treeHead} aria-hidden>
            <span>{t("unit")}</span>
            {SUMS.map((sum) => (
              <span key={sum} className={classes.right}>
                {t(sum)}
                <span className={classes.small}>{t("million_vnd")}</span>
              </span>
            ))}
            <span>{t("rate_short")}</span>
            <span />
          </div>
          <Nodes
            nodes={tree.data.nodes}
            depth={0}
            folded={folded}
            toggle={(id, open) => setFolded((old) => ({ ...old, [id]: !open }))}
          />
        </div>
      )}
    </>
  );
}

interface NodesProps {
  nodes: readonly TreeNode[];
  depth: number;
  folded: Readonly<Record<string, boolean>>;
  toggle: (id: string, open: boolean) => void;
}

function Nodes({ nodes, depth, folded, toggle }: NodesProps) {
  const t = useTexts(budgetTexts);
  return (
    <ul className={depth === 0 ? classes.tree : undefined}>
      {nodes.map((node) => {
        const name = unitName(node.unit);
        const open = !(folded[node.unit.id] ?? depth > OPEN_DEPTH);
        const percent = formatPercent(node.percent, 1);
        return (
          <li key={node.unit.id}>
            <div className={classes.node}>
              <span className={classes.nodeName} style={{ paddingLeft: depth * 20 }}>
                {node.children.length > 0 ? (
                  <button
                    type="button"
                    className={classes.fold}
                    aria-expanded={open}
                    aria-label={t(open ? "tree_close" : "tree_open", { name })}
                    onClick={() => toggle(node.unit.id, !open)}
                  >
                    {open ? (
                      <IconChevronDown size={16} aria-hidden />
                    ) : (
                      <IconChevronRight size={16} aria-hidden />
                    )}
                  </button>
                ) : (
                  <span className={classes.leaf} />
                )}
                <span>{name}</span>
              </span>
              {SUMS.map((sum) => (
                <span key={sum} className={classes.right}>
                  <span className={classes.phoneLabel}>
                    {t(sum)} ({t("million_vnd")})
                  </span>
                  <span className={classes.hidden}>{t(sum)}: </span>
                  <Short vnd={node[`${sum}_vnd`]}>{inMillions(node[`${sum}_vnd`])}</Short>
                </span>
              ))}
              <span className={classes.rate}>
                <ShareBar percent={node.percent} label={t("tree_bar", { name, percent })} />
                <span aria-hidden>{percent}</span>
              </span>
              <Link
                to="/budget/lines"
                search={{ unit: node.unit.id } as never}
                className={classes.link}
                aria-label={`${t("see_lines")}: ${name}`}
              >
                {t("see_lines")}
              </Link>
            </div>
            {open && node.children.length > 0 && (
              <Nodes nodes={node.children} depth={depth + 1} folded={folded} toggle={toggle} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
