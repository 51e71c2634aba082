// Runs veraPDF over files, one line for each and profile: file, profile, "ok" or "fails", then what failed and where.
import java.io.FileInputStream;
import java.io.InputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Validate {
    private static final String[] PROFILES = {"ua1", "3a"};

    public static void main(String[] files) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (String profile : PROFILES) {
                validate(file, PDFAFlavour.byFlavourId(profile), profile);
            }
        }
    }

    private static void validate(String file, PDFAFlavour flavour, String profile) throws Exception {
        try (InputStream in = new FileInputStream(file);
             PDFAParser parser = Foundries.defaultInstance().createParser(in, flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            StringBuilder line = new StringBuilder(file + "\t" + profile + "\t" + (result.isCompliant() ? "ok" : "fails"));
            for (TestAssertion found : result.getTestAssertions()) {
                if (found.getStatus() == TestAssertion.Status.FAILED) {
                    line.append('\t').append(found.getRuleId().getClause()).append(' ')
                        .append(found.getMessage().replaceAll("\\s+", " "));
                }
            }
            System.out.println(line);
        }
    }
}
