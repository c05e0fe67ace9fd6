using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Markdig;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Reports;

public partial class ReportTests
{
    private static readonly Lazy<PublishedRepository> Shop = new(SampleShop.Published);
    private static readonly MarkdownPipeline Generous = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseEmojiAndSmiley().UseMathematics().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).UseFootnotes().Build();
    private static readonly string[] OwnTags = ["table", "thead", "tbody", "tr", "th", "td", "p", "h1", "h2", "h3", "pre", "code", "a", "img", "strong", "em", "b", "br", "details", "summary", "blockquote", "hr", "ol", "ul", "li"];

    [Fact]
    public void An_execution_says_what_came_out_in_its_first_lines()
    {
        var page = Page("DPPDPP", Verdict.Deviated);
        var lines = page.Split('\n');
        lines[0].ShouldBe("# A slow payment provider does not hold baskets");
        lines[2].ShouldContain("deviated");
        lines[2].ShouldContain("gave 503 where 200 was expected");
        lines[4].ShouldStartWith("First deviation after the method at ");
    }

    [Theory]
    [InlineData("reports/README.md", "dashboard.md")]
    [InlineData("reports/dashboard.svg", "dashboard.svg")]
    [InlineData("reports/activity.svg", "activity.svg")]
    [InlineData("reports/index.json", "index.json")]
    [InlineData("reports/experiments/checkout/latency-budget.md", "experiment.md")]
    [InlineData("reports/experiments/checkout/latency-budget.json", "experiment.json")]
    [InlineData("reports/badges/experiments/checkout/latency-budget.svg", "badge.svg")]
    [InlineData("reports/badges/experiments/incidents/alarm.svg", "badge-provisional.svg")]
    [InlineData("reports/badges/experiments/checkout/latency-budget.json", "badge.json")]
    [InlineData("reports/executions/2026/11/08/20261108T192700Z-000027.md", "execution.md")]
    [InlineData("reports/executions/2026/11/08/20261108T192700Z-000027.timeline.svg", "execution.timeline.svg")]
    [InlineData("reports/executions/2026/11/08/20261108T192700Z-000027.record.json", "execution.record.json")]
    public void Looks_as_it_did(string path, string golden) => Shop.Value.Files[path].ShouldMatchGolden(golden);

    [Theory]
    [InlineData("reports/dashboard.svg", "dashboard.svg")]
    [InlineData("reports/activity.svg", "activity.svg")]
    [InlineData("reports/executions/2026/11/08/20261108T192700Z-000027.timeline.svg", "timeline.svg")]
    [InlineData("reports/badges/resilience.svg", "badge-repository.svg")]
    [InlineData("reports/badges/experiments/checkout/replica-loss.svg", "badge.svg")]
    [InlineData("reports/badges/experiments/incidents/alarm.svg", "badge-provisional.svg")]
    [InlineData("reports/badges/experiments/platform/disk-full.svg", "badge-no-evidence.svg")]
    [InlineData("reports/assets/pill-full.svg", "pill-full.svg")]
    [InlineData("reports/assets/pill-half.svg", "pill-half.svg")]
    [InlineData("reports/assets/pill-none.svg", "pill-none.svg")]
    [InlineData("reports/assets/pill-empty.svg", "pill-empty.svg")]
    public void The_docs_show_what_is_drawn(string path, string picture) => Shop.Value.Files[path].ShouldMatchDocs(picture);

    [Fact]
    public void Every_picture_is_well_formed_has_a_title_and_loads_nothing()
    {
        foreach (var (path, text) in Shop.Value.Files.Where(static file => file.Key.EndsWith(".svg", StringComparison.Ordinal)))
        {
            var root = XDocument.Parse(text).Root!;
            root.Elements().First().Name.LocalName.ShouldBe("title", path);
            text.ShouldNotMatch("href|<script|<image|<foreignObject|@import|url\\((?!#)");
        }
    }

    [Fact]
    public void Every_link_of_every_page_leads_to_a_file()
    {
        var files = Shop.Value.Files;
        foreach (var (path, text) in files.Where(static file => file.Key.EndsWith(".md", StringComparison.Ordinal)))
        {
            foreach (Match link in Links().Matches(HtmlPage.Body(text)))
            {
                var target = new Uri(new Uri("http://host/" + path), link.Groups[1].Value).AbsolutePath[1..];
                var found = files.ContainsKey(target) || SampleShop.Snapshot.Experiments.Values.Any(document => document.Path == target);
                found.ShouldBeTrue($"{path} links to {target}");
            }
        }
    }

    [Fact]
    public void Nothing_that_others_wrote_is_markup() => Seeded.Each(60, random =>
    {
        var run = NastyRun(random);
        var snapshot = PublishedRepository.With("a");
        var document = PublishedRepository.Document("a", random.Nasty());
        var source = (DataNode.Mapping)Mangle(document.Experiment.Source, random, texts: true);
        snapshot = snapshot with { Experiments = snapshot.Experiments.SetItem(document.Slug, document with { Experiment = document.Experiment with { Source = source } }) };
        var files = new PublishedRepository(snapshot).Publish(SampleShop.Now, run).Files;
        foreach (var (path, text) in files.Where(static file => file.Key.EndsWith(".md", StringComparison.Ordinal)))
        {
            ShouldBeOurs(Markdown.ToHtml(text, Generous), path);
            ShouldBeOurs(HtmlPage.Body(text), path);
        }

        foreach (var (path, text) in files.Where(static file => file.Key.EndsWith(".svg", StringComparison.Ordinal))) XDocument.Parse(text).Root.ShouldNotBeNull(path);
    });

    [Fact]
    public void A_damaged_journal_gives_a_page_all_the_same() => Seeded.Each(150, random =>
    {
        var run = SampleShop.Runs[random.Next(70)];
        var journal = (DataNode.Mapping)JsonReader.Parse(run.JournalText!);
        var damaged = JsonWriter.Indented(Mangle(journal, random, texts: false));
        if (random.Next(10) == 0) damaged = damaged[..random.Next(damaged.Length)];
        Verdicts.Decide(Journal.TryParse(damaged), VerdictCircumstances.None).Reason.ShouldNotBeEmpty();
        var files = new PublishedRepository(SampleShop.Snapshot).Publish(SampleShop.Now, run with { JournalText = damaged }).Files;
        ShouldBeOurs(HtmlPage.Body(files[ReportPaths.ExecutionPage(run.Record.Id)]), "page");
        if (files.TryGetValue(ReportPaths.ExecutionTimeline(run.Record.Id), out var picture)) XDocument.Parse(picture).Root.ShouldNotBeNull();
    });

    [Fact]
    public void A_page_stays_small_whatever_an_experiment_says()
    {
        var story = JournalBuilder.At("2026-11-21T03:00:00Z").Titled(new('t', 100_000));
        for (var i = 0; i < 3000; i++) story.During(i % 2 == 0, story.Probe(new string('n', 5000), met: i % 2 == 0));
        for (var i = 0; i < 600; i++) story.Ran(story.Action(new string('a', 1000)));
        var run = new ExecutedRun(Records.Of(Verdict.Wobbled) with { Title = new string('t', 100_000) }, story.ToText());
        ExecutionReport.Write(run).Length.ShouldBeLessThan(400_000);
        ExecutionReport.Picture(run)!.Length.ShouldBeLessThan(60_000);
    }

    [Fact]
    public void A_large_repository_has_linked_pages_and_a_plot_that_can_be_read()
    {
        var slugs = Enumerable.Range(0, 450).Select(static i => $"group-{i % 7}/experiment-{i}").ToArray();
        var repository = new PublishedRepository(PublishedRepository.With(slugs));
        var files = repository.Publish(SampleShop.Now, [.. slugs.Select(static (slug, i) => new ExecutedRun(Records.Of(i % 3 == 0 ? Verdict.Deviated : Verdict.Passed, SampleShop.Now.AddDays(-(i % 29)).ToString("o"), slug, i), null))]).Files;
        files.Keys.ShouldContain("reports/dashboard-2.md");
        files["reports/dashboard-3.md"].ShouldContain("| 450 |");
        files["reports/README.md"].ShouldContain("[3](dashboard-3.md)");
        files["reports/README.md"].Length.ShouldBeLessThan(500_000);
        XDocument.Parse(files["reports/dashboard.svg"]).Root.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Colours.Green)]
    [InlineData(Colours.Lime)]
    [InlineData(Colours.Amber)]
    [InlineData(Colours.Red)]
    [InlineData(Colours.Grey)]
    [InlineData(Colours.Violet)]
    [InlineData(Colours.Slate)]
    [InlineData(Colours.Blue)]
    [InlineData(Badges.BadgeSvg.LabelColour)]
    public void White_can_be_read_on_every_colour_and_its_sister_in_the_dark(string colour)
    {
        Contrast(colour, "#ffffff").ShouldBeGreaterThanOrEqualTo(4.5);
        Contrast(Colours.InDark(colour), "#0d1117").ShouldBeGreaterThanOrEqualTo(4.5);
    }

    [Theory]
    [InlineData("#1f2328", "#ffffff")]
    [InlineData("#59636e", "#f6f8fa")]
    [InlineData("#f0f6fc", "#0d1117")]
    [InlineData("#9198a1", "#151b23")]
    [InlineData("#0969da", "#f6f8fa")]
    [InlineData("#4493f8", "#151b23")]
    public void Text_can_be_read_on_its_ground(string ink, string ground) => Contrast(ink, ground).ShouldBeGreaterThanOrEqualTo(4.5);

    private static string Page(string executions, Verdict verdict)
    {
        executions.ShouldNotBeEmpty();
        var run = SampleShop.Runs.First(run => run.Record.Verdict == verdict && run.Record.Experiment.Value == "payments/provider-timeout");
        return Shop.Value.Files[ReportPaths.ExecutionPage(run.Record.Id)];
    }

    private static void ShouldBeOurs(string html, string path)
    {
        var tags = Tags().Matches(html).Select(static tag => tag.Groups[1].Value).Distinct().Except(OwnTags).ToList();
        tags.ShouldBeEmpty($"{path}: {string.Join(' ', tags)}");
        html.ShouldNotMatch("(href|src)=\"(?!#)[^\"]*:");
        Regex.Count(html, "<details").ShouldBe(Regex.Count(html, "</details>"), path);
        html.ShouldNotMatch("<[^>]* on[a-z]+=");
    }

    private static ExecutedRun NastyRun(Random random)
    {
        var story = JournalBuilder.At("2026-11-21T03:00:00Z").Titled(random.Nasty());
        story.Before(true, story.Probe(random.Nasty())).Ran(story.Action(random.Nasty(), random.Pick("succeeded", "failed", null))).After(false, story.Probe(random.Nasty(), met: false)).RolledBack(story.Action(random.Nasty()));
        var record = Records.Of(random.Pick(Enum.GetValues<Verdict>()), experiment: "a") with
        {
            Title = random.Nasty(),
            VerdictReason = random.Nasty(),
            ExperimentPath = random.Nasty(),
            Actor = random.Nasty(),
            ContentHash = random.Nasty(),
            Runner = new(random.Nasty(), random.Nasty()),
            RollbackStrategy = new(random.Nasty(), random.Nasty()),
            Plan = Slug.TryParse("p" + random.Nasty().Replace('/', '_'), out var plan) ? plan : null,
            Events = [new(Records.Time("2026-11-21T03:00:00.5Z"), random.Nasty(), random.Nasty(), random.Nasty())],
        };
        return new(record, JsonWriter.Indented(Mangle(story.ToNode(), random, texts: true)));
    }

    /// <summary>Texts become nasty ones; or values anywhere become of another kind.</summary>
    private static DataNode Mangle(DataNode node, Random random, bool texts) => (texts ? 1 : random.Next(30)) switch
    {
        0 => random.Pick<DataNode>(DataNode.None, DataNode.Of(true), DataNode.Of(-5), DataNode.Of(1e308), DataNode.Of("x"), DataNode.Sequence.Empty, DataNode.Mapping.Empty, DataNode.Of("9999-12-31T23:59:59+00:00")),
        _ => node switch
        {
            DataNode.Text text when texts && random.Next(3) == 0 && text.Value is not ("completed" or "action" or "probe" or "succeeded" or "failed") => DataNode.Of(random.Nasty()),
            DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(item => Mangle(item, random, texts))]),
            DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(entry => entry with { Value = Mangle(entry.Value, random, texts) })]),
            _ => node,
        },
    };

    /// <summary>WCAG 2.2, contrast ratio.</summary>
    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(static c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex("<([a-zA-Z!?][a-zA-Z0-9]*)")]
    private static partial Regex Tags();

    [GeneratedRegex("(?:href|src)=\"([^\"#]+)\"")]
    private static partial Regex Links();
}
