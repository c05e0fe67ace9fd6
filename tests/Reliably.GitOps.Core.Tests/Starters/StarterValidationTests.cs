using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>What the starters become in an experiment is valid, for us and for the real Chaos Toolkit.</summary>
public class StarterValidationTests
{
    [Fact]
    public void An_experiment_of_all_starters_is_valid()
    {
        var text = JsonWriter.Indented(StarterExperiments.Of(StarterCatalogue.BuiltIn.All));
        SnapshotReader.ReadAlone(new("experiment.json", Encoding.UTF8.GetBytes(text)), DocumentKind.Experiment)
            .Where(static one => one.Severity == Severity.Error).Select(static one => $"{one.Code} {one.Pointer} {one.Message}").ShouldBeEmpty();
    }

    [Fact]
    public void What_is_shown_to_be_pasted_reads_back_as_the_same_activity()
    {
        foreach (var starter in StarterCatalogue.BuiltIn.All)
        {
            var filled = StarterFilling.Fill(starter, ImmutableDictionary<string, DataNode>.Empty);
            var text = ActivityText.AsItem(filled);
            text.ShouldStartWith("- type: ");
            var read = (DataNode.Sequence)(YamlReader.TryParse(Encoding.UTF8.GetBytes(text), out var problem) ?? throw new InvalidOperationException(problem!.Message));
            read.Items.ShouldHaveSingleItem().ShouldBe(filled, starter.Slug.Value);
        }
    }

    /// <summary>Programs that a starter calls stand as empty files on the PATH, and a jsonpath needs a Python package: it is not judged there.</summary>
    [ChaosToolkitFact]
    public async Task The_Chaos_Toolkit_accepts_every_starter_that_needs_no_extension()
    {
        var starters = StarterCatalogue.BuiltIn.All.Where(static one => one.Activity.Provider is not Provider.Python).Select(static one => NeedsPackage(one) ? WithoutTolerance(one) : one).ToList();
        var folder = Directory.CreateTempSubdirectory("chaos-");
        try
        {
            foreach (var program in starters.Select(static one => one.Activity.Provider).OfType<Provider.Process>().Select(static one => one.Path).Distinct())
            {
                var stub = Path.Combine(folder.FullName, program);
                await File.WriteAllTextAsync(stub, "");
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(stub, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "experiment.json"), JsonWriter.Indented(StarterExperiments.Of(starters)));
            var start = new ProcessStartInfo(ChaosToolkitFactAttribute.Program!, ["--no-version-check", "--no-log-file", "validate", "experiment.json"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["PATH"] = $"{System.Environment.GetEnvironmentVariable("PATH")}:{folder.FullName}";
            using var chaos = Process.Start(start)!;
            var output = chaos.StandardOutput.ReadToEndAsync();
            var error = await chaos.StandardError.ReadToEndAsync();
            await chaos.WaitForExitAsync();
            chaos.ExitCode.ShouldBe(0, await output + error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool NeedsPackage(Starter starter) =>
        starter.Activity.Tolerance is DataNode.Mapping tolerance && tolerance["type"] == DataNode.Of("jsonpath");

    private static Starter WithoutTolerance(Starter starter) =>
        starter with { Activity = ExperimentReader.ReadActivity(starter.Activity.Source.Without("tolerance")) };
}
