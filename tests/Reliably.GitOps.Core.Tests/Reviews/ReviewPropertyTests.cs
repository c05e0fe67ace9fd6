using System.Net;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Reviews;

/// <summary>Whatever stands in the documents, a comment stays a comment of ours.</summary>
public partial class ReviewPropertyTests
{
    /// <summary>Everything on: a forge may be more generous than ours.</summary>
    private static readonly MarkdownPipeline Generous = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseEmojiAndSmiley().UseTaskLists().UseFootnotes().Build();

    [Fact]
    public void A_comment_is_bounded_balanced_and_holds_nothing_that_others_wrote_but_as_text()
    {
        var (charts, plans, fixes) = (0, 0, 0);
        Seeded.Each(60, random =>
        {
            var review = Change(random).Review();
            Check(review);
            if (review.Comment.Body.Contains("flowchart LR", StringComparison.Ordinal)) charts++;
            if (review.Comment.Body.Contains("| Europe/Paris | UTC |", StringComparison.Ordinal)) plans++;
            if (!review.Suggestions.IsEmpty) fixes++;
        });
        Math.Min(charts, Math.Min(plans, fixes)).ShouldBeGreaterThan(0, "the change is too broken to show anything");
    }

    private static void Check(Review review)
    {
        var body = review.Comment.Body;
        body.Length.ShouldBeLessThanOrEqualTo(ReviewComment.Longest);
        ReviewComment.Longest.ShouldBeLessThan(65_536);
        body.ShouldContain(review.Verdict.Title);
        body.ShouldContain("https://docs.example.com/review.md");
        ShouldBeOurs(body);
        ShouldBeOurs(review.Check.Summary);
        review.Check.Title.Length.ShouldBeLessThanOrEqualTo(255);
        review.Check.Status.Length.ShouldBeLessThanOrEqualTo(140);
        System.Text.Encoding.UTF8.GetByteCount(review.Check.Summary).ShouldBeLessThanOrEqualTo(CheckOutput.LongestSummary);
        foreach (var suggestion in review.Suggestions) ShouldBeOurs(suggestion.Body);
        foreach (var annotation in review.Check.Annotations) (annotation.Title.Length <= 255, System.Text.Encoding.UTF8.GetByteCount(annotation.Message) <= 64 << 10).ShouldBe((true, true));
    }

    [Fact]
    public void A_summary_of_long_names_in_other_scripts_stays_below_what_a_forge_takes_in_bytes()
    {
        var change = new ChangeBuilder();
        for (var i = 0; i < 400; i++) change.Change($"experiments/{new string('日', 70)}/{i}.yaml", ChangeBuilder.Experiment);
        Check(change.Review());
    }

    [Fact]
    public void A_huge_change_is_cut_and_keeps_verdict_counts_and_links()
    {
        var change = new ChangeBuilder();
        for (var i = 0; i < 400; i++) change.Change($"experiments/{new string('x', 100)}/{i}.yaml", ChangeBuilder.Experiment.Replace("title: The", "tilte: The", StringComparison.Ordinal) + $"# {i}\n").Change($"experiments/good-{i}.yaml", ChangeBuilder.Experiment);
        var review = change.Review();
        review.Comment.Body.Length.ShouldBeInRange(40_000, ReviewComment.Longest);
        review.Comment.Body.ShouldContain("### ❌ " + review.Verdict.Title);
        review.Comment.Body.ShouldContain("more; `reliably validate` tells them all");
        review.Comment.Body.ShouldContain("https://docs.example.com/review.md");
        review.Suggestions.Length.ShouldBeLessThanOrEqualTo(Suggestion.Most);
        ShouldBeOurs(review.Comment.Body);
    }

    [Fact]
    public void A_suggestion_mends_what_it_is_about_and_applies_to_the_lines_it_names() => Seeded.Each(60, static random =>
    {
        var input = Change(random).ToInput();
        foreach (var one in Review.Decide(input).Suggestions)
        {
            var file = input.After.State!.Readings.Single(reading => reading.Path == one.Path).File;
            var lines = System.Text.Encoding.UTF8.GetString(file.Content.Span).Split('\n').ToList();
            lines.RemoveRange(one.FirstLine - 1, one.LastLine - one.FirstLine + 1);
            lines.InsertRange(one.FirstLine - 1, one.Replacement.Split('\n'));
            var mended = SnapshotReader.Read(input.After.State.Readings.Select(reading => reading.Path == one.Path ? new(one.Path, System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines))) : reading.File), null);
            Count(mended, one).ShouldBeLessThan(Count(input.After, one));
        }
    });

    private static int Count(RepositorySnapshot snapshot, Suggestion one) => snapshot.Diagnostics.Count(finding => finding.Location.File == one.Path && finding.Code == one.Code);

    private static ChangeBuilder Change(Random random)
    {
        var change = new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment).With("environments/staging.yaml", "envvars: []\n");
        for (var i = random.Next(1, 8); i > 0; i--) change.Change(Path(random, "experiments"), Experiment(random));
        for (var i = random.Next(0, 4); i > 0; i--) change.Change(Path(random, "plans"), $"title: {Quoted(random)}\nexperiments: [{random.Pick("kill", "kil", "gone", Quoted(random))}]\nenvironment: {random.Pick("staging", "stagin")}\nschedule: {{type: cron, pattern: '{random.Next(60)} 2 * * *', timezone: Europe/Paris}}\n");
        if (random.Next(3) == 0) change.Change("experiments/kill.yaml", Experiment(random));
        if (random.Next(4) == 0) change.Rename("environments/staging.yaml", Path(random, "environments"));
        if (random.Next(4) == 0) change.Other("reports/" + Name(random));
        return change;
    }

    private static string Path(Random random, string folder) => $"{folder}/{Name(random)}.yaml";

    private static string Name(Random random)
    {
        var name = random.Nasty().Replace("\0", "", StringComparison.Ordinal).Replace("/", "_", StringComparison.Ordinal);
        return name is "" or "." or ".." ? "x" : name;
    }

    private static string Quoted(Random random) => JsonWriter.Compact(DataNode.Of(random.Nasty()));

    private static string Experiment(Random random) =>
        $$"""
        title: {{Quoted(random)}}
        description: {{Quoted(random)}}
        steady-state-hypothesis:
          title: {{Quoted(random)}}
          probes:
          - { type: probe, name: {{Quoted(random)}}, tolerance: 200, provider: { type: http, url: {{Quoted(random)}}{{random.Pick("", ", timeout: 3")}} } }
        {{random.Pick("method", "methd")}}:
        - { type: action, name: {{Quoted(random)}}, provider: { type: process, path: {{Quoted(random)}}, arguments: {{Quoted(random)}} } }
        - { type: action, name: b, provider: { type: python, module: chaosk8s.pod.actions, func: terminate_pods, arguments: { label_selector: {{Quoted(random)}}, ns: {{Quoted(random)}} } } }
        contributions: { {{Quoted(random)}}: high }
        rollbacks: []

        """;

    private static void ShouldBeOurs(string markdown)
    {
        var document = Markdown.Parse(markdown, Generous);
        foreach (var html in document.Descendants<HtmlBlock>()) foreach (var line in html.Lines.ToString().Split('\n').Where(static line => line.Length > 0)) OwnLine().IsMatch(line).ShouldBeTrue(line);
        foreach (var html in document.Descendants<HtmlInline>()) html.Tag.ShouldBe("<br>");
        foreach (var link in document.Descendants<LinkInline>()) (link.Url!.StartsWith("https://docs.example.com/", StringComparison.Ordinal) || link.Url.StartsWith("https://git.example.com/shop/blob/main/", StringComparison.Ordinal)).ShouldBeTrue(link.Url);
        document.Descendants<AutolinkInline>().ShouldBeEmpty();
        var html2 = document.ToHtml(Generous);
        Count(html2, "<details>").ShouldBe(Count(html2, "</details>"));
        Fences(markdown).ShouldBe(0);
        WebUtility.HtmlDecode(CodeText().Replace(html2, "")).ShouldNotMatch("@[A-Za-z0-9]");
        markdown.ShouldNotContain('\0');
        for (var i = 0; i < markdown.Length; i++)
        {
            if (char.IsHighSurrogate(markdown[i])) char.IsLowSurrogate(markdown[++i]).ShouldBeTrue();
            else char.IsLowSurrogate(markdown[i]).ShouldBeFalse();
        }
    }

    private static int Count(string text, string what) => text.Split(what).Length - 1;

    /// <summary>How many fences are left open: a fence is closed by a line of the same length, and whatever is inside is shorter.</summary>
    private static int Fences(string markdown)
    {
        var open = 0;
        foreach (var line in markdown.Split('\n'))
        {
            var run = line.Length - line.TrimStart('`').Length;
            if (run < 3) continue;
            if (open == 0) open = run;
            else if (line.Length == run && run >= open) open = 0;
        }

        return open;
    }

    [GeneratedRegex(@"\A(</details>|<details><summary>(<b>[A-Za-z ]+</b>)?[^<>]*</summary>|<!-- reliably-(review [0-9a-f]{32}|suggestion [0-9a-f]{16}) -->)\z")]
    private static partial Regex OwnLine();

    [GeneratedRegex("<(code|pre)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex CodeText();
}
