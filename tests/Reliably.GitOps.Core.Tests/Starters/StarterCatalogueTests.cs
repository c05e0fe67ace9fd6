using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>The starters that come with the program are as good as we ask of everybody's.</summary>
public class StarterCatalogueTests
{
    private static readonly ImmutableArray<Starter> All = [.. StarterCatalogue.BuiltIn.All];

    public static TheoryData<string> Names => [.. StarterCatalogue.BuiltIn.Names.Select(static name => name.Value)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_built_in_starter_has_no_finding(string name)
    {
        SnapshotReader.ReadAlone(BuiltInStarters.File(Slug.Parse(name)), DocumentKind.Starter).ShouldBeEmpty();
    }

    [Fact]
    public void All_of_them_in_one_repository_have_no_finding()
    {
        SnapshotReader.Read(StarterCatalogue.BuiltIn.Names.Select(BuiltInStarters.File), null).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_begins_with_its_target()
    {
        All.Where(static one => one.Slug.Value.Split('/') is not [var folder, _] || folder != one.Target).Select(static one => one.Slug).ShouldBeEmpty();
    }

    [Fact]
    public void Each_says_when_to_use_it_and_how_to_find_it()
    {
        All.Where(static one => one.Description.Length < 20 || one.Tags.IsEmpty).Select(static one => one.Slug).ShouldBeEmpty();
        All.GroupBy(static one => (one.Target, one.Title)).Where(static group => group.Count() > 1).Select(static group => group.Key).ShouldBeEmpty("two with one title");
        All.Where(static one => one.Activity.Provider is Provider.Python && (one.Docs is null || one.Package is null)).Select(static one => one.Slug).ShouldBeEmpty("no docs or package");
    }

    [Fact]
    public void Every_argument_and_configuration_entry_has_a_title_and_a_type()
    {
        All.SelectMany(static one => one.Arguments.Concat(one.Configuration).Select(argument => (one.Slug, argument)))
            .Where(static one => string.IsNullOrEmpty(one.argument.Title)).Select(static one => $"{one.Slug}: {one.argument.Name}").ShouldBeEmpty();
    }

    [Fact]
    public void Each_has_a_companion_and_every_companion_exists()
    {
        foreach (var starter in All)
        {
            (starter.Related.Length > 0 || starter.Rollback is not null).ShouldBeTrue($"{starter.Slug} stands alone");
            starter.Related.ShouldAllBe(static slug => StarterCatalogue.BuiltIn.Has(slug), starter.Slug.Value);
            starter.Related.ShouldNotContain(starter.Slug);
        }
    }

    [Fact]
    public void A_rollback_undoes_in_the_same_place_and_says_that_it_is_one()
    {
        var undone = All.Where(static one => one.Rollback is not null).Select(static one => (Starter: one, Undo: StarterCatalogue.BuiltIn.Find(one.Rollback!)!)).ToList();
        undone.ShouldAllBe(static one => one.Undo != null && one.Undo.Kind == ActivityType.Action && one.Starter.Kind == ActivityType.Action && one.Undo.Target == one.Starter.Target);
        undone.Select(static one => one.Undo.Slug).Distinct().Order().ShouldBe(All.Where(static one => one.Tags.Contains("rollback")).Select(static one => one.Slug).Order());
    }

    [Fact]
    public void A_hypothesis_has_a_tolerance_and_only_a_probe_is_one()
    {
        All.Where(static one => one.Tags.Contains("hypothesis") != (one.Activity.Tolerance is not null)).Select(static one => one.Slug).ShouldBeEmpty();
        All.Where(static one => one.Activity.Tolerance is not null && one.Kind != ActivityType.Probe).Select(static one => one.Slug).ShouldBeEmpty();
    }

    [Fact]
    public void A_function_leads_to_its_starter()
    {
        foreach (var starter in All)
        {
            if (starter.Activity.Provider is Provider.Python python) StarterCatalogue.BuiltIn.OfFunction(python.Module, python.Function)!.Target.ShouldBe(starter.Target);
        }

        StarterCatalogue.BuiltIn.OfFunction("chaosk8s.pod.actions", "terminate_pods")!.Slug.Value.ShouldBe("kubernetes/terminate-pods");
        StarterCatalogue.BuiltIn.OfFunction("chaosk8s.pod.actions", "terminate").ShouldBeNull();
        StarterCatalogue.BuiltIn.OfFunction("os", "system").ShouldBeNull();
    }

    [Fact]
    public void A_repository_puts_its_own_before_the_built_in()
    {
        var own = new Starter
        {
            Slug = Slug.Parse("kubernetes/terminate-pods"),
            Title = "Ours",
            Target = "kubernetes",
            Activity = StarterCatalogue.BuiltIn.Find(Slug.Parse("kubernetes/terminate-pods"))!.Activity,
        };
        var catalogue = StarterCatalogue.With(ImmutableSortedDictionary<Slug, Starter>.Empty.Add(own.Slug, own));
        catalogue.Find(own.Slug).ShouldBe(own);
        catalogue.OfFunction("chaosk8s.pod.actions", "terminate_pods").ShouldBe(own);
        catalogue.Names.Count().ShouldBe(All.Length);
        catalogue.Find(Slug.Parse("http/responds")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("kubernetes/terminate-pod", "kubernetes/terminate-pods")]
    [InlineData("terminate-pods", "kubernetes/terminate-pods")]
    [InlineData("k8s/terminate-pods", "kubernetes/terminate-pods")]
    [InlineData("wholly-unknown-thing", null)]
    public void A_slip_of_the_pen_finds_the_nearest(string typed, string? nearest) => StarterCatalogue.BuiltIn.NearestTo(typed)?.Value.ShouldBe(nearest);
}
