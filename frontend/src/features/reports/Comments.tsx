// Comments on a report or one of its cells.
import { Anchor, Button, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useCan } from "@/app/place";
import { useTexts } from "@/i18n";
import { formatMoment } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { labelOf } from "./cells";
import { type Comment, type ReportDetail, reportChanged, reportQuery } from "./queries";
import classes from "./reports.module.css";
import { reportTexts } from "./texts";

interface Props {
  detail: ReportDetail;
  /** Those on this cell; without it all of them, and new ones are on the whole report. */
  cell?: string;
}

export function Comments({ detail, cell }: Props) {
  const t = useTexts(reportTexts);
  const can = useCan();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const { id } = detail.report;
  const done = async () => {
    await client.invalidateQueries({ queryKey: reportQuery(id).queryKey });
    await reportChanged(client, client.getQueryData(reportQuery(id).queryKey));
  };
  const add = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/reports/{id}/comments", {
          params: { path: { id } },
          body: { cell: cell ?? null, content: text.trim() },
        }),
      ),
    onSuccess: async () => {
      setText("");
      notify(t("comment_added"));
      await done();
    },
  });
  const resolve = useMutation({
    mutationFn: (comment: string) =>
      ok(
        api.POST("/api/v1/reports/{id}/comments/{comment}/resolution", {
          params: { path: { id, comment } },
        }),
      ),
    onSuccess: done,
  });
  const shown = detail.comments
    .filter((one) => cell === undefined || one.cell === cell)
    .sort((a, b) => Number(a.resolved) - Number(b.resolved));
  const mayComment = can("judge_reports");
  const where = (comment: Comment) =>
    cell === undefined && (
      <Text size="sm" fw={500}>
        {comment.cell ? labelOf(detail.template, comment.cell) : t("comment_whole")}
      </Text>
    );
  return (
    <Stack gap="sm" maw={640}>
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("comment_none")}
        </Text>
      )}
      {shown.map((comment) => (
        <article key={comment.id} className={classes.comment} data-resolved={comment.resolved || undefined}>
          {where(comment)}
          <p className={classes.paragraph}>{comment.content}</p>
          <Text size="xs" c="dimmed">
            {comment.author} · {formatMoment(comment.created_at)}
            {comment.version_no > 1 && ` · ${t("version_no", { version: comment.version_no })}`}
          </Text>
          {comment.resolved ? (
            <Text size="xs" c="dimmed">
              {t("comment_resolved", {
                who: comment.resolved_by ?? "–",
                at: formatMoment(comment.resolved_at),
              })}
            </Text>
          ) : (
            <div className={classes.commentActs}>
              {cell === undefined && comment.cell && (
                <Anchor
                  component={Link}
                  to={`/reports/${id}`}
                  search={{ cell: comment.cell } as never}
                  size="sm"
                >
                  {t("comment_goto")}
                </Anchor>
              )}
              {mayComment && (
                <Button
                  variant="default"
                  size="compact-xs"
                  loading={resolve.isPending && resolve.variables === comment.id}
                  onClick={() => resolve.mutate(comment.id)}
                >
                  {t("comment_resolve")}
                </Button>
              )}
            </div>
          )}
        </article>
      ))}
      <ProblemAlert error={resolve.error} />
      {mayComment && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) add.mutate();
          }}
        >
          <Textarea
            label={cell === undefined ? `${t("comment_new")} (${t("comment_whole")})` : t("comment_new")}
            autosize
            minRows={2}
            maxLength={4000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={asProblem(add.error)?.at("/content")}
          />
          <ProblemAlert error={add.error} shown={["/content"]} />
          <Button type="submit" size="compact-sm" mt={6} loading={add.isPending} disabled={!text.trim()}>
            {t("comment_add")}
          </Button>
        </form>
      )}
    </Stack>
  );
}
