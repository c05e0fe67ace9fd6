using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Configuration;

/// <summary>Reads <c>reliably.yaml</c>.</summary>
internal static class SettingsReader
{
    public static RepositorySettings Read(DocumentCursor root, DiagnosticList findings)
    {
        var settings = RepositorySettings.Default;
        if (root.Node is DataNode.Null || MappingReader.Open(root, "reliably.yaml", findings) is not { } reader) return settings;
        if (reader.Mapping("experiments") is { } experiments)
        {
            settings = settings with { IncludeExperiments = experiments.Texts("include"), ExcludeExperiments = experiments.Texts("exclude") };
            experiments.Close();
        }

        if (reader.Mapping("validation") is { } validation) settings = settings with { Ignored = IgnoreReader.Read(validation) };
        settings = settings with { RunAtFirstContact = reader.OneOf("first-contact", "wait", "run") == "run" };
        if (reader.Mapping("reports") is { } reports) settings = Reports(settings, reports);
        if (reader.Mapping("scores") is { } scores)
        {
            settings = settings with
            {
                ScoreProfile = scores.OneOf("profile", "evidence", "reliably") == "reliably" ? ScoreProfile.Reliably : ScoreProfile.Evidence,
                FreshnessHalfLife = scores.PositiveDuration("half-life") ?? settings.FreshnessHalfLife,
            };
            scores.Close();
        }

        if (reader.Mapping("guardrails") is { } guardrails) settings = settings with { Guardrails = GuardrailsReader.Read(guardrails) };
        reader.Close();
        return settings;
    }

    private static RepositorySettings Reports(RepositorySettings settings, MappingReader reader)
    {
        var branch = reader.Text("branch");
        if (branch is not null && !GitNames.IsBranch(branch))
        {
            reader.Findings.Add(DiagnosticCatalogue.OutOfRange.At(reader.At.Field("branch")!, "branch", "a name that git allows for a branch"));
        }

        var bytes = reader.Size("journal-limit") ?? settings.JournalLimit;
        if (bytes is < 1024 or > RepositorySettings.LargestJournalLimit)
        {
            reader.Findings.Add(DiagnosticCatalogue.OutOfRange.At(reader.At.Field("journal-limit")!, "journal-limit", "between 1KiB and 20MiB"));
        }

        reader.Close();
        return settings with { ReportsBranch = branch, JournalLimit = Math.Clamp(bytes, 1024, RepositorySettings.LargestJournalLimit) };
    }
}
