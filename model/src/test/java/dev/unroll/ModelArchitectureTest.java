package dev.unroll;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.unroll.linalg.Blas;

@AnalyzeClasses(packages = "dev.unroll", importOptions = ImportOption.DoNotIncludeTests.class)
class ModelArchitectureTest {
  @ArchTest
  static final ArchRule model_seesNeitherSparkNorHadoop =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..");

  @ArchTest
  static final ArchRule blas_aloneSeesNetlibAndJavaCpp =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Blas.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.ludovic.netlib..", "org.netlib..", "org.bytedeco..");

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("dev.unroll.(**)").should().beFreeOfCycles();
}
