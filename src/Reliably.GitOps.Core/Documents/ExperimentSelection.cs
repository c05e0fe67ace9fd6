using Reliably.GitOps.Configuration;

namespace Reliably.GitOps.Documents;

/// <summary>Which experiments count, by <c>experiments.include</c> and <c>exclude</c> of the settings.</summary>
internal static class ExperimentSelection
{
    public static bool Counts(RepositorySettings settings, Slug experiment)
    {
        var included = settings.IncludeExperiments.IsEmpty || settings.IncludeExperiments.Any(pattern => Selects(pattern, experiment));
        return included && !settings.ExcludeExperiments.Any(pattern => Selects(pattern, experiment));
    }

    public static bool Selects(string pattern, Slug slug)
    {
        var below = pattern.StartsWith("experiments/", StringComparison.Ordinal) ? pattern["experiments/".Length..] : pattern;
        return GlobPattern.Matches(below, slug.Value)
            || GlobPattern.Matches(WithoutExtension(below), slug.Value)
            || (!below.Contains('*', StringComparison.Ordinal) && GlobPattern.Matches(below + "/**", slug.Value));
    }

    private static string WithoutExtension(string pattern) => pattern[..^(DocumentReader.ExtensionOf(pattern)?.Length ?? 0)];
}
