// What was said about a figure, with its acts and by itself.
import { Button, Loader, Stack, Text, Textarea, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { formatMoment } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { worded } from "@/ui/worded";
import { commentsQuery } from "./queries";
import { valueTexts } from "./texts";
import classes from "./values.module.css";

export function Comments({ id }: { id: string }) {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const can = useCan();
  const queryClient = useQueryClient();
  const comments = useQuery(commentsQuery(id));
  const [text, setText] = useState("");
  const [asked, setAsked] = useState(false);
  const say = useMutation({
    mutationFn: (comment: string) =>
      ok(api.POST("/api/v1/indicator-values/{id}/comments", { params: { path: { id } }, body: { comment } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: commentsQuery(id).queryKey });
      setText("");
      setAsked(false);
    },
  });
  return (
    <section>
      <Title order={2} mb="xs">
        {t("comments")}
      </Title>
      <ProblemAlert error={comments.error} />
      {comments.isPending && <Loader size="sm" aria-label={common("loading")} />}
      {comments.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("comments_none")}
        </Text>
      )}
      <ul className={classes.comments}>
        {comments.data?.map((comment) => (
          <li key={comment.id}>
            <span className={classes.small}>
              <b>{comment.said.full_name}</b>, {formatMoment(comment.said.at)}
              {comment.act !== "comment" && ` (${worded(t, "comment", comment.act)})`}
            </span>
            {comment.comment}
          </li>
        ))}
      </ul>
      {can("enter_values") && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(true);
            if (text.trim() && !say.isPending) say.mutate(text.trim());
          }}
        >
          <Stack gap="xs" align="flex-start">
            <Textarea
              label={t("comment_new")}
              w="100%"
              autosize
              minRows={2}
              maxLength={2000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={asked && !text.trim() ? common("required") : asProblem(say.error)?.at("/comment")}
            />
            <ProblemAlert error={say.error} shown={["/comment"]} />
            <Button type="submit" variant="default" loading={say.isPending}>
              {t("comment_send")}
            </Button>
          </Stack>
        </form>
      )}
    </section>
  );
}
